//! The fake AWS refuses what the real one refuses; what rests on it is worth no more than that.
#![allow(clippy::unwrap_used)]

use axum::body::to_bytes;
use axum::http::{HeaderMap, HeaderName};
use axum::response::IntoResponse;
use bytes::Bytes;
use serde_json::{Value, json};

use super::sigv4::{Authorization, Parts, signature};
use super::*;
use crate::time::{DAY, date};

const CLAUDE: &str = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

/// A request with a right signature, if `secret` is the key's.
#[derive(Clone)]
struct Ask {
    key: &'static str,
    secret: &'static str,
    token: Option<&'static str>,
    service: &'static str,
    region: &'static str,
    target: &'static str,
    content_type: &'static str,
    at: i64,
    body: Value,
}

impl Ask {
    fn cloudwatch(target: &'static str, body: Value) -> Self {
        Self {
            key: ACCESS_KEY_ID,
            secret: SECRET_ACCESS_KEY,
            token: None,
            service: "monitoring",
            region: "us-west-2",
            target,
            content_type: "application/x-amz-json-1.0",
            at: now(),
            body,
        }
    }

    fn list(body: Value) -> Self {
        Self::cloudwatch("GraniteServiceVersion20100801.ListMetrics", body)
    }

    fn data(body: Value) -> Self {
        Self::cloudwatch("GraniteServiceVersion20100801.GetMetricData", body)
    }

    fn costs(body: Value) -> Self {
        Self {
            service: "ce",
            region: "us-east-1",
            content_type: "application/x-amz-json-1.1",
            ..Self::cloudwatch("AWSInsightsIndexService.GetCostAndUsage", body)
        }
    }

    fn seen(&self) -> Seen {
        let time = jiff::Timestamp::from_second(self.at).unwrap();
        let time = time.strftime("%Y%m%dT%H%M%SZ").to_string();
        let mut headers = HeaderMap::new();
        let mut names = vec!["content-type", "host", "x-amz-date", "x-amz-target"];
        let mut put = |name: &str, value: &str| {
            headers.insert(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        };
        put("host", "127.0.0.1:8801");
        put("content-type", self.content_type);
        put("x-amz-date", &time);
        put("x-amz-target", self.target);
        if let Some(token) = self.token {
            put("x-amz-security-token", token);
            names.insert(3, "x-amz-security-token");
        }
        let body = Bytes::from(self.body.to_string());
        let authorization = Authorization {
            access_key: self.key,
            date: time.get(..8).unwrap(),
            region: self.region,
            service: self.service,
            signed_headers: names.clone(),
            signature: "",
        };
        let parts = Parts { method: "POST", path: "/", raw_query: "", headers: &headers, body: &body };
        let signature = signature(parts, &authorization, self.secret).unwrap();
        let text = format!(
            "AWS4-HMAC-SHA256 Credential={}/{}/{}/{}/aws4_request, SignedHeaders={}, Signature={signature}",
            self.key,
            time.get(..8).unwrap(),
            self.region,
            self.service,
            names.join(";"),
        );
        headers.insert("authorization", text.parse().unwrap());
        Seen {
            number: 0,
            method: "POST".to_owned(),
            path: "/".to_owned(),
            raw_query: String::new(),
            query: vec![],
            headers,
            body,
        }
    }

    async fn answer(&self) -> (u16, Value) {
        answer(&self.seen()).await
    }
}

async fn answer(seen: &Seen) -> (u16, Value) {
    let fake = Bedrock;
    let reply = match fake.admit(seen) {
        Ok(()) => fake.answer(seen, now()),
        Err(refused) => refused,
    };
    let response = reply.into_response();
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap())
}

async fn refused(seen: &Seen, expected: &str) -> String {
    let (status, body) = answer(seen).await;
    assert!(status >= 400, "{body}");
    assert_eq!(body["__type"], expected, "{body}");
    body["message"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn signatures_keys_and_permissions_are_checked() {
    let right = Ask::list(json!({"Namespace": "AWS/Bedrock"}));
    assert_eq!(right.answer().await.0, 200);
    let is = async |ask: Ask, expected: &str| refused(&ask.seen(), expected).await;
    is(Ask { key: "AKIAUNKNOWN", ..right.clone() }, "UnrecognizedClientException").await;
    is(Ask { secret: "another", ..right.clone() }, "InvalidSignatureException").await;
    is(Ask { key: POWERLESS_KEY_ID, ..right.clone() }, "AccessDeniedException").await;
    is(Ask { region: "me-south-1", ..right.clone() }, "UnrecognizedClientException").await;
    is(Ask { service: "ce", ..right.clone() }, "InvalidSignatureException").await;
    is(Ask { content_type: "application/json", ..right.clone() }, "UnknownOperationException").await;
    let late = is(Ask { at: now() - 400, ..right.clone() }, "InvalidSignatureException").await;
    assert!(late.starts_with("Signature expired"), "{late}");
    is(Ask { at: now() + 400, ..right.clone() }, "InvalidSignatureException").await;

    let temporary = Ask { key: TEMPORARY_KEY_ID, secret: TEMPORARY_SECRET, ..right.clone() };
    assert_eq!(Ask { token: Some(SESSION_TOKEN), ..temporary.clone() }.answer().await.0, 200);
    is(temporary.clone(), "UnrecognizedClientException").await;
    is(Ask { token: Some(ENDED_SESSION_TOKEN), ..temporary }, "ExpiredTokenException").await;
    is(Ask { token: Some(SESSION_TOKEN), ..right.clone() }, "UnrecognizedClientException").await;

    let mut changed = right.seen();
    changed.body = Bytes::from_static(b"{}");
    refused(&changed, "InvalidSignatureException").await;
    let mut more = right.seen();
    more.headers.insert("x-amz-meta", "unsigned".parse().unwrap());
    assert!(refused(&more, "InvalidSignatureException").await.contains("x-amz-meta"));
    let mut none = right.seen();
    none.headers.remove("authorization");
    refused(&none, "MissingAuthenticationTokenException").await;
    let elsewhere = Ask { region: "us-west-2", ..Ask::costs(json!({})) };
    refused(&elsewhere.seen(), "InvalidSignatureException").await;
    let no_costs = Ask { key: METRICS_KEY_ID, ..Ask::costs(month_of_costs()) };
    assert!(refused(&no_costs.seen(), "AccessDeniedException").await.is_empty(), "the word is `Message` here");
    assert_eq!(Ask { key: METRICS_KEY_ID, ..right }.answer().await.0, 200);
}

fn query(id: &str, metric: &str, model: &str) -> Value {
    let dimensions = json!([{"Name": "ModelId", "Value": model}]);
    let metric = json!({"Namespace": "AWS/Bedrock", "MetricName": metric, "Dimensions": dimensions});
    json!({"Id": id, "MetricStat": {"Metric": metric, "Period": 3_600, "Stat": "Sum"}})
}

#[tokio::test]
async fn metrics_are_listed_and_read_page_by_page() {
    let (mut names, mut token) = (vec![], Value::Null);
    let body = |token: &Value| match token {
        Value::Null => json!({"Namespace": "AWS/Bedrock"}),
        token => json!({"Namespace": "AWS/Bedrock", "NextToken": token}),
    };
    loop {
        let (status, page) = Ask::list(body(&token)).answer().await;
        assert_eq!(status, 200, "{page}");
        names.extend(page["Metrics"].as_array().unwrap().clone());
        token = page["NextToken"].clone();
        if token.is_null() {
            break;
        }
        let other = Ask::list(json!({"NextToken": token})).seen();
        refused(&other, "InvalidNextToken").await;
    }
    assert_eq!(names.len(), 10, "five of Claude, with and without a service tier: {names:?}");
    assert!(names.iter().all(|metric| !metric.to_string().contains("claude-3-haiku")), "silent for 20 days");

    let today = now().div_euclid(DAY) * DAY;
    let question = json!({
        "MetricDataQueries": [query("a", "InputTokenCount", CLAUDE), query("b", "Nothing", CLAUDE)],
        "StartTime": today - 30 * DAY, "EndTime": today, "ScanBy": "TimestampAscending", "MaxDatapoints": 50,
    });
    let (_, page) = Ask::data(question.clone()).answer().await;
    let result = &page["MetricDataResults"][0];
    assert_eq!((&result["StatusCode"], result["Values"].as_array().unwrap().len()), (&json!("PartialData"), 50));
    assert_eq!(result["Values"][0].to_string(), "15000.0");
    assert_eq!(page["MetricDataResults"][1]["StatusCode"], "Complete");
    let mut next = question.clone();
    next["NextToken"] = page["NextToken"].clone();
    let (_, page) = Ask::data(next).answer().await;
    let result = &page["MetricDataResults"][0];
    assert_eq!((&result["StatusCode"], result["Values"].as_array().unwrap().len()), (&json!("Complete"), 40));
    assert!(page.get("NextToken").is_none());
    let values: Vec<String> = result["Values"].as_array().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(values[37..], ["15000.0", "8200.0", "4000.0"]);

    let wrong = async |member: &str, value: Value, expected: &str| {
        let mut question = question.clone();
        question[member] = value;
        refused(&Ask::data(question).seen(), expected).await
    };
    wrong("EndTime", json!(today - 30 * DAY), "InvalidParameterValueException").await;
    wrong("MaxDatapoints", json!(100_801), "InvalidParameterValueException").await;
    wrong("MetricDataQueries", json!([]), "InvalidParameterValueException").await;
    wrong("NextToken", json!("cw-1"), "InvalidNextToken").await;
    wrong("Colour", json!("red"), "ValidationException").await;
    let twice = json!([query("a", "Invocations", CLAUDE), query("a", "InputTokenCount", CLAUDE)]);
    wrong("MetricDataQueries", twice, "InvalidParameterValueException").await;
    wrong("MetricDataQueries", json!([query("A", "Invocations", CLAUDE)]), "InvalidParameterValueException").await;
    let mut odd = query("a", "Invocations", CLAUDE);
    odd["MetricStat"]["Period"] = json!(90);
    wrong("MetricDataQueries", json!([odd]), "InvalidParameterValueException").await;
}

fn month_of_costs() -> Value {
    let day = |days: i64| date((now().div_euclid(DAY) - days) * DAY);
    json!({
        "TimePeriod": {"Start": day(60), "End": day(-1)}, "Granularity": "DAILY", "Metrics": ["UnblendedCost"],
        "GroupBy": [{"Type": "DIMENSION", "Key": "SERVICE"}, {"Type": "DIMENSION", "Key": "USAGE_TYPE"}],
        "Filter": {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Usage"]}},
    })
}

#[tokio::test]
async fn costs_come_by_day_and_page() {
    let question = month_of_costs();
    let (_, first) = Ask::costs(question.clone()).answer().await;
    assert_eq!(first["ResultsByTime"].as_array().unwrap().len(), 40);
    assert_eq!(first["ResultsByTime"][0]["Estimated"], false);
    let mut next = question.clone();
    next["NextPageToken"] = first["NextPageToken"].clone();
    let (_, second) = Ask::costs(next.clone()).answer().await;
    assert!(second.get("NextPageToken").is_none());
    next["Metrics"] = json!(["BlendedCost"]);
    refused(&Ask::costs(next).seen(), "RequestChangedException").await;

    let mut whole = question.clone();
    whole.as_object_mut().unwrap().remove("Filter");
    let (_, page) = Ask::costs(whole).answer().await;
    assert!(page.to_string().contains("\"Tax\""), "a credit and tax are among all records");
    assert!(!first.to_string().contains("\"Tax\""));

    let wrong = async |member: &str, value: Value, expected: &str| {
        let mut question = question.clone();
        question[member] = value;
        refused(&Ask::costs(question).seen(), expected).await
    };
    let period = |start: i64, end: i64| json!({"Start": date(now() + start * DAY), "End": date(now() + end * DAY)});
    wrong("TimePeriod", period(-3, -3), "ValidationException").await;
    wrong("TimePeriod", period(1, 2), "ValidationException").await;
    wrong("TimePeriod", period(-3, 40), "ValidationException").await;
    wrong("TimePeriod", period(-500, -3), "BillExpirationException").await;
    wrong("TimePeriod", json!({"Start": "yesterday", "End": "today"}), "ValidationException").await;
    wrong("Metrics", json!(["Cost"]), "ValidationException").await;
    wrong("GroupBy", json!([{"Type": "DIMENSION", "Key": "MODEL"}]), "ValidationException").await;
    wrong("Colour", json!("red"), "ValidationException").await;
}
