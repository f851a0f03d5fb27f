//! A certificate of its own.

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::PrivateKeyDer;
use tokio_rustls::TlsAcceptor;

/// What accepts TLS, and the certificate that it shows.
pub(crate) fn acceptor() -> (TlsAcceptor, Vec<u8>) {
    let names = vec!["localhost".to_owned(), "mail.example".to_owned()];
    let made = rcgen::generate_simple_self_signed(names).expect("a certificate for two names");
    let certificate = made.cert.der().clone();
    let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring knows the usual versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .expect("the key belongs to the certificate");
    (TlsAcceptor::from(Arc::new(config)), certificate.to_vec())
}
