"""The pipeline, pure: bytes and an encoder in, frozen values out. No files, no web, no SQL."""
