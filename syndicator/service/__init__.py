"""The only room that knows them all: it leads each item from the web to the readers."""
