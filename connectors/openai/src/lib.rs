//! Connector: usage and costs of an OpenAI organization.
