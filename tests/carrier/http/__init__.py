"""Tests of the gateway's dialect as a client."""
