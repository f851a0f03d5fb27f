//! How AWS is asked, and what to do about its errors: they are told apart by a name in the body, not by their status.

use outlay_connector::{Error, Failure, Request, Response};
use serde::Serialize;
use serde_json::Value;

/// An operation of a service that speaks JSON.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Operation {
    /// The id of the declared request.
    pub(crate) request: &'static str,
    pub(crate) content_type: &'static str,
    pub(crate) target: &'static str,
}

impl Operation {
    pub(crate) fn ask(&self, region: Option<&str>, body: &impl Serialize) -> Result<Response, Error> {
        let mut request = Request::post(self.request, body)?
            .header("content-type", self.content_type)
            .header("x-amz-target", self.target);
        if let Some(region) = region {
            request = request.base(region);
        }
        let response = request.send_any()?;
        let name = problem(&response);
        let permission = self.target.rsplit('.').next().unwrap_or_default();
        let place = region.map(|region| format!(" in {region}")).unwrap_or_default();
        let refused = format!(
            "This key may not call {permission}{place}. Give its user the permissions cloudwatch:ListMetrics, \
             cloudwatch:GetMetricData and ce:GetCostAndUsage."
        );
        response.or_advice("AWS", |status, said| advice(name.as_deref().unwrap_or_default(), status, said, &refused))
    }
}

/// `ThrottlingException` of `com.amazon.coral.availability#ThrottlingException`.
fn problem(response: &Response) -> Option<String> {
    if (200..300).contains(&response.status()) {
        return None;
    }
    let body: Option<Value> = serde_json::from_slice(response.body()).ok();
    let in_body = body.as_ref().and_then(|body| body["__type"].as_str());
    let name = in_body.or_else(|| response.header("x-amzn-errortype"))?;
    let name = name.rsplit('#').next()?.split(':').next()?;
    Some(name.to_owned())
}

/// Whether AWS takes the key for a wrong one. So it does with every key in a region that the account has not enabled.
pub(crate) fn is_unknown_key(error: &Error) -> bool {
    error.message.starts_with(UNKNOWN_KEY)
}

const UNKNOWN_KEY: &str = "AWS does not know this access key: it is mistyped, deleted or switched off. Paste an access key ID \
     (AKIA...) with its secret; one that starts with ASIA needs its session token, too. Bedrock API keys cannot read usage.";

fn advice<'a>(name: &str, status: u16, said: &str, refused: &'a str) -> Option<(Failure, &'a str)> {
    Some(match name {
        "UnrecognizedClientException" | "InvalidClientTokenId" => (Failure::CredentialsInvalid, UNKNOWN_KEY),
        // Also what a clock that is wrong leads to.
        "InvalidSignatureException" | "SignatureDoesNotMatch"
            if said.contains("xpired") || said.contains("in the future") =>
        {
            (Failure::SettingsInvalid, "AWS refuses the time of the request: set the clock of Outlay's machine right.")
        }
        "InvalidSignatureException" | "SignatureDoesNotMatch" | "IncompleteSignature" => (
            Failure::CredentialsInvalid,
            "The secret access key is not the one of this access key ID. Paste both again; if the secret is lost, make a new \
             access key.",
        ),
        "ExpiredTokenException" | "ExpiredToken" => (
            Failure::CredentialsInvalid,
            "The temporary credentials have ended. Enter new ones, or better the access key of a user that may only read, \
             which lasts.",
        ),
        "AccessDeniedException" | "AccessDenied" if said.contains("not enabled for cost explorer") => (
            Failure::CredentialsInsufficient,
            "Cost Explorer is not switched on: open it once in the AWS console under Billing and Cost Management, and wait a day.",
        ),
        "AccessDeniedException" | "AccessDenied" | "UnauthorizedOperation" | "OptInRequired" => {
            (Failure::CredentialsInsufficient, refused)
        }
        "ThrottlingException" | "Throttling" | "LimitExceededException" | "TooManyRequestsException" => {
            (Failure::RateLimited, "AWS asks to wait.")
        }
        "DataUnavailableException" => {
            (Failure::Unexpected, "Cost Explorer has no data for this time. It takes a day after it was switched on.")
        }
        "BillExpirationException" => (Failure::Unexpected, "Cost Explorer keeps no data for a time this long ago."),
        "InvalidNextTokenException" | "InvalidNextToken" | "RequestChangedException" => {
            (Failure::Unavailable, "AWS lost its place between two pages; the next sync begins anew.")
        }
        _ if status == 403 => (Failure::CredentialsInsufficient, refused),
        _ if status >= 500 => (Failure::Unavailable, "AWS has trouble; the next sync tries again."),
        _ => return None,
    })
}
