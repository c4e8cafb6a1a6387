"""The slow twin of the engine: one member of the model in plain Python, on the same random numbers."""
