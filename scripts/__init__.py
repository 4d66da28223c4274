"""The build of Spasm Atlas: load → check → render → write → build → package."""
