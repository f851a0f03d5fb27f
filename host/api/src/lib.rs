//! HTTP: routes on one screen, one file an endpoint group.
