"""The version of the program, for whoever states it; the package's metadata hold the same."""

VERSION = "0.1.0"
