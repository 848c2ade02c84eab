"""The sandbox's API and console; they exist only with the sandbox carrier."""
