"""A small county of made-up news on loopback, for `./run demo` and for the tests: every person in it is invented."""
