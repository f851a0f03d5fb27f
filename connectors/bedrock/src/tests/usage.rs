//! CloudWatch.

use super::*;

const LIST_1: &str = include_str!("../../fixtures/list_metrics.page1.json");
const DATA_1: &str = include_str!("../../fixtures/get_metric_data.page1.json");
const DATA_2: &str = include_str!("../../fixtures/get_metric_data.page2.json");
const CLAUDE: &str = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

fn usw2() -> Settings {
    settings(r#"{"regions": "us-west-2"}"#)
}

/// CloudWatch with the fixtures: two pages of each.
fn fixtures(request: &HttpRequest) -> HttpResponse {
    let asked = body(request);
    let token = asked["NextToken"].as_str();
    answer(
        200,
        match (request.request.as_str(), token) {
            ("list_metrics", None) => LIST_1,
            ("list_metrics", Some("fixture-token-2")) => LIST_2,
            ("get_metric_data", None) => DATA_1,
            ("get_metric_data", Some("fixture-gmd-2")) => DATA_2,
            other => panic!("{other:?}"),
        },
    )
}

fn read(
    stream: &'static str,
    settings: Settings,
    window: Window,
    state: Option<&'static [u8]>,
    answers: impl Fn(&HttpRequest) -> HttpResponse + 'static,
) -> (Result<Page, Error>, Vec<HttpRequest>) {
    let (page, host) = Host::at(LATER, move |request| Ok(answers(request)))
        .run(|| Bedrock::sync(&settings, stream, window, None, state));
    (page, host.requests)
}

/// As [`fixtures`], but only Claude is listed, as the figures of the fixtures are Claude's.
fn only_claude(request: &HttpRequest) -> HttpResponse {
    let asked = body(request);
    if request.request == "list_metrics" && asked["NextToken"].is_null() {
        return answer(200, LIST_2);
    }
    fixtures(request)
}

#[test]
fn figures_of_two_pages_are_put_together() {
    let (page, requests) = read("model_usage", usw2(), DAY, None, only_claude);
    let entries = page.unwrap().entries;
    assert_eq!(entries.iter().map(|entry| (entry.start - DAY.start) / 3_600).collect::<Vec<_>>(), [0, 1, 2]);
    let first = &entries[0];
    assert_eq!((first.input_tokens, first.output_tokens, first.requests), (Some(15_000), Some(6_200), Some(12)));
    assert_eq!((first.cached_input_tokens, first.cache_write_tokens), (Some(90_000), Some(5_000)));
    assert_eq!((entries[2].cached_input_tokens, entries[2].requests), (Some(0), Some(3)));
    assert_eq!((first.model.as_deref(), first.project.as_deref()), (Some(CLAUDE), Some("us-west-2")));
    assert_eq!((&first.cost, &first.units, &first.user, &first.key), (&None, &None, &None, &None));
    assert_eq!(serde_json::from_str::<Value>(&first.raw).unwrap(), json!({"region": "us-west-2", "ModelId": CLAUDE}));

    // The question is the documentation's, and the same with every page but for the token.
    let expected: Value = serde_json::from_str(include_str!("../../fixtures/get_metric_data.request.json")).unwrap();
    let [first, second] = &requests[1..] else { panic!("{requests:?}") };
    assert_eq!(body(first), expected);
    let mut with_token = expected;
    with_token["NextToken"] = json!("fixture-gmd-2");
    assert_eq!(body(second), with_token);
    let header = |name: &str| first.headers.iter().find(|header| header.name == name).unwrap().value.clone();
    assert_eq!(header("x-amz-target"), "GraniteServiceVersion20100801.GetMetricData");
    assert_eq!(header("content-type"), "application/x-amz-json-1.0");
    assert_eq!(first.base_value.as_deref(), Some("us-west-2"));
}

fn metric(name: &str, dimensions: &[(&str, &str)]) -> Value {
    let dimensions: Vec<Value> = dimensions.iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect();
    json!({"Namespace": "AWS/Bedrock", "MetricName": name, "Dimensions": dimensions})
}

/// Lists these, and answers every metric with one figure: its place in the question plus one.
fn counting(listed: Value) -> impl Fn(&HttpRequest) -> HttpResponse + 'static {
    move |request| {
        if request.request == "list_metrics" {
            return answer(200, &json!({"Metrics": listed}).to_string());
        }
        let queries = body(request)["MetricDataQueries"].as_array().unwrap().clone();
        let figure = |(index, query): (usize, &Value)| {
            json!({
                "Id": query["Id"], "Timestamps": [DAY.start], "Values": [index + 1], "StatusCode": "Complete",
                "Label": query["Label"],
            })
        };
        let results: Vec<Value> = queries.iter().enumerate().map(figure).collect();
        answer(200, &json!({"MetricDataResults": results, "Messages": []}).to_string())
    }
}

#[test]
fn other_dimensions_repeat_figures_and_two_names_of_one_counter_are_not_added() {
    let listed = json!([
        metric("Invocations", &[("ModelId", "a")]),
        metric("Invocations", &[("ModelId", "a"), ("ResolvedServiceTier", "flex")]),
        metric("CacheReadInputTokens", &[("ModelId", "a")]),
        metric("OutputImageCount", &[("ModelId", "i")]),
        metric("OutputImageCount", &[("ModelId", "i"), ("ImageSize", "1024"), ("BucketedStepSize", "50")]),
        metric("InvocationLatency", &[("ModelId", "latency-only")]),
    ]);
    let (page, requests) = read("model_usage", usw2(), DAY, None, counting(listed));
    let entries = page.unwrap().entries;
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[0].cached_input_tokens, Some(4), "CacheReadInputTokenCount, not CacheReadInputTokens");
    assert_eq!((entries[0].units.as_ref(), entries[0].unit.as_ref()), (None, None));
    assert_eq!((entries[1].units.as_deref(), entries[1].unit.as_deref()), (Some("12"), Some("images")));
    assert_eq!(body(&requests[1])["MetricDataQueries"].as_array().unwrap().len(), 6 + 6);
}

#[test]
fn the_other_endpoint_is_read_by_project_or_by_model_but_not_by_both() {
    let by_model = metric("Inferences", &[("Model", "openai.gpt-oss-120b")]);
    let by_project = metric("Inferences", &[("Model", "openai.gpt-oss-120b"), ("Project", "proj-a")]);
    let (page, _) = read("mantle_usage", usw2(), DAY, None, counting(json!([by_model, by_project])));
    let entries = page.unwrap().entries;
    assert_eq!(entries.len(), 1);
    assert_eq!(
        (entries[0].project.as_deref(), entries[0].model.as_deref()),
        (Some("proj-a"), Some("openai.gpt-oss-120b"))
    );
    assert_eq!((entries[0].requests, entries[0].input_tokens, entries[0].output_tokens), (Some(1), Some(2), Some(3)));
    assert_eq!(entries[0].cached_input_tokens, None);
    let (page, _) = read("mantle_usage", usw2(), DAY, None, counting(json!([by_model])));
    assert_eq!(page.unwrap().entries[0].project.as_deref(), Some("us-west-2"));
}

#[test]
fn models_that_are_listed_no_more_are_looked_for_in_older_time_only() {
    let asked = |requests: &[HttpRequest]| -> Vec<String> {
        let data = requests.iter().filter(|request| request.request == "get_metric_data");
        let mut models: Vec<String> = data
            .flat_map(|request| body(request)["MetricDataQueries"].as_array().unwrap().clone())
            .map(|query| query["MetricStat"]["Metric"]["Dimensions"][0]["Value"].as_str().unwrap().to_owned())
            .collect();
        models.dedup();
        models
    };
    let typed = || settings(r#"{"regions": "us-west-2", "model_ids": "typed"}"#);
    let state: &[u8] = br#"[{"region":"us-west-2","model":"seen"},{"region":"eu-west-1","model":"elsewhere"}]"#;
    let listed = json!([metric("Invocations", &[("ModelId", "listed")])]);
    let (page, requests) = read("model_usage", typed(), DAY, Some(state), counting(listed.clone()));
    assert_eq!(asked(&requests), ["listed"], "two weeks reach it");
    let kept: Value = serde_json::from_slice(&page.unwrap().state.unwrap()).unwrap();
    assert_eq!(kept, json!([{"region": "us-west-2", "model": "listed"}, {"region": "us-west-2", "model": "seen"}]));

    let old = Window { start: DAY.start - 30 * 86_400, end: DAY.start - 29 * 86_400 };
    let (_, requests) = read("model_usage", typed(), old, Some(state), counting(listed.clone()));
    assert_eq!(asked(&requests), ["listed", "seen", "typed"]);
    let (page, _) = read("model_usage", usw2(), old, Some(b"nonsense"), counting(listed));
    assert!(page.is_ok());
}

#[test]
fn many_models_are_read_page_by_page_and_question_by_question() {
    let listed: Vec<Value> =
        (0..150).map(|number| metric("Invocations", &[("ModelId", &format!("m{number:03}"))])).collect();
    let month = Window { start: DAY.start, end: DAY.start + 31 * 86_400 };
    let settings = settings(r#"{"regions": "us-west-2, us-east-1"}"#);
    let host = Host::at(LATER, {
        let answers = counting(Value::Array(listed));
        move |request| Ok(answers(request))
    });
    let ((entries, pages), host) = host.run(|| {
        let (mut entries, mut pages, mut cursor): (Vec<Entry>, _, Option<String>) = (vec![], 0, None);
        loop {
            let page = Bedrock::sync(&settings, "model_usage", month, cursor.as_deref(), None).unwrap();
            entries.extend(page.entries);
            pages += 1;
            match page.next {
                Some(next) => cursor = Some(next),
                None => return (entries, pages),
            }
        }
    });
    assert_eq!((entries.len(), pages), (300, 5));
    let mut names: Vec<_> = entries.iter().map(|entry| (entry.project.clone(), entry.model.clone())).collect();
    names.dedup();
    assert_eq!(names.len(), 300);
    for request in host.requests.iter().filter(|request| request.request == "get_metric_data") {
        assert!(body(request)["MetricDataQueries"].as_array().unwrap().len() <= 500);
    }
}

#[test]
fn what_is_not_whole_is_an_error() {
    let with = |data: &'static str| {
        let (page, _) = read("model_usage", usw2(), DAY, None, move |request| {
            if request.request == "list_metrics" { answer(200, LIST_2) } else { answer(200, data) }
        });
        page.unwrap_err()
    };
    let part = |status: &str, times: &str| {
        let text = format!(
            r#"{{"MetricDataResults": [{{"Id": "m0", "Timestamps": {times}, "Values": [1.0], "StatusCode": "{status}"}}]}}"#
        );
        &*Box::leak(text.into_boxed_str())
    };
    assert_eq!(with(part("PartialData", "[1790812800]")).failure, Failure::Unavailable);
    assert_eq!(with(part("InternalError", "[1790812800]")).failure, Failure::Unavailable);
    assert_eq!(with(part("Forbidden", "[1790812800]")).failure, Failure::CredentialsInsufficient);
    assert!(with(part("Complete", "[]")).message.contains("another number of times"));
    let repeated = r#"{"MetricDataResults": [], "NextToken": "again"}"#;
    assert!(with(repeated).message.contains("again and again"));
    assert_eq!(with("<html>").failure, Failure::Unexpected);
}
