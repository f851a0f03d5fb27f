//! AWS Signature Version 4, by AWS's own library.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings, UriPathNormalizationMode,
    sign as sign_request,
};
use aws_sigv4::sign::v4::SigningParams;
use http::{HeaderValue, header};
use outlay_sandbox::connector::HttpError;
use secrecy::{ExposeSecret, SecretString};
use tracing::subscriber::NoSubscriber;

use super::{Unsigned, header_name};

pub(super) struct Signer<'s> {
    pub(super) access_key: &'s SecretString,
    pub(super) secret_key: &'s SecretString,
    pub(super) session_token: Option<&'s SecretString>,
    pub(super) service: &'s str,
    pub(super) region: &'s str,
}

/// Adds `x-amz-date`, `x-amz-security-token` and `authorization`, and for S3 `x-amz-content-sha256`.
pub(super) fn sign(signer: &Signer<'_>, unsigned: &mut Unsigned<'_>, time: SystemTime) -> Result<(), HttpError> {
    let wrong = |what: &str| HttpError::InvalidRequest(format!("the request cannot be signed: {what}"));
    let identity = Credentials::new(
        signer.access_key.expose_secret(),
        signer.secret_key.expose_secret(),
        signer.session_token.map(|token| token.expose_secret().to_owned()),
        None,
        "outlay",
    )
    .into();
    let mut settings = SigningSettings::default();
    if signer.service == "s3" {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    let params = SigningParams::builder()
        .identity(&identity)
        .region(signer.region)
        .name(signer.service)
        .time(time)
        .settings(settings)
        .build()
        .map_err(|_| wrong("a part of the signature is missing"))?;
    let host = match (unsigned.url.host_str(), unsigned.url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => return Err(wrong("the URL has no host")),
    };
    // Form encoding writes a space as `+`, which the signature takes for a plus.
    if let Some(query) = unsigned.url.query().map(|query| query.replace('+', "%20")) {
        unsigned.url.set_query(Some(&query));
    }
    let headers = unsigned.headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
    let signable = SignableRequest::new(
        unsigned.method.as_str(),
        unsigned.url.as_str(),
        [("host", host.as_str())].into_iter().chain(headers),
        SignableBody::Bytes(unsigned.body),
    )
    .map_err(|_| wrong("its URL or a header is not plain"))?;
    // The library traces what it signs, the access key among it.
    let signed = tracing::subscriber::with_default(NoSubscriber::new(), || sign_request(signable, &params.into()));
    let (instructions, _signature) = signed.map_err(|_| wrong("the library refuses it"))?.into_parts();
    for (name, value) in instructions.headers() {
        let mut value = HeaderValue::from_str(value).map_err(|_| wrong("a header is not plain"))?;
        value.set_sensitive(name == header::AUTHORIZATION.as_str() || name == "x-amz-security-token");
        unsigned.headers.insert(header_name(name)?, value);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
