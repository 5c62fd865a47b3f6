"""Starts `_scale_service`. Worker processes import this module anew, as they do `python -m syndicator`, and find nothing."""

if __name__ == "__main__":
    from tests.bench._scale_service import main

    main()
