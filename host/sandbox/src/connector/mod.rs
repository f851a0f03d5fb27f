//! Connectors: asynchronous guests that talk to one provider through the HTTP door.
