"""Tests in real web views and behind real reverse proxies: `make test-native`."""
