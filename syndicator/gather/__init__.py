"""From the web to bytes: politely, and bounded in every respect."""
