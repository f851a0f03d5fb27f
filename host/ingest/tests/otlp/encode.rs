//! A request in JSON as the generated protobuf messages encode it.

use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::common::v1::{AnyValue, ArrayValue, InstrumentationScope, KeyValue, KeyValueList};
use opentelemetry_proto::tonic::logs::v1::{LogRecord, ResourceLogs, ScopeLogs};
use opentelemetry_proto::tonic::metrics::v1::{
    ExponentialHistogram, ExponentialHistogramDataPoint, Gauge, Histogram, HistogramDataPoint, Metric, NumberDataPoint,
    ResourceMetrics, ScopeMetrics, Sum, metric, number_data_point,
};
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span, Status, span};
use outlay_ingest::Signal;
use prost::Message;
use serde_json::Value;

pub(crate) fn protobuf(signal: Signal, request: &Value) -> Vec<u8> {
    match signal {
        Signal::Traces => ExportTraceServiceRequest {
            resource_spans: list(request, "resourceSpans", |group| ResourceSpans {
                resource: resource(group),
                scope_spans: list(group, "scopeSpans", |scoped| ScopeSpans {
                    scope: scope(scoped),
                    spans: list(scoped, "spans", span),
                    schema_url: "https://opentelemetry.io/schemas/1.37.0".to_owned(),
                }),
                schema_url: String::new(),
            }),
        }
        .encode_to_vec(),
        Signal::Logs => ExportLogsServiceRequest {
            resource_logs: list(request, "resourceLogs", |group| ResourceLogs {
                resource: resource(group),
                scope_logs: list(group, "scopeLogs", |scoped| ScopeLogs {
                    scope: scope(scoped),
                    log_records: list(scoped, "logRecords", log_record),
                    schema_url: String::new(),
                }),
                schema_url: String::new(),
            }),
        }
        .encode_to_vec(),
        Signal::Metrics => ExportMetricsServiceRequest {
            resource_metrics: list(request, "resourceMetrics", |group| ResourceMetrics {
                resource: resource(group),
                scope_metrics: list(group, "scopeMetrics", |scoped| ScopeMetrics {
                    scope: scope(scoped),
                    metrics: list(scoped, "metrics", metric),
                    schema_url: String::new(),
                }),
                schema_url: String::new(),
            }),
        }
        .encode_to_vec(),
    }
}

fn list<T>(object: &Value, name: &str, one: impl Fn(&Value) -> T) -> Vec<T> {
    object[name].as_array().map(|items| items.iter().map(one).collect()).unwrap_or_default()
}

fn text(object: &Value, name: &str) -> String {
    object[name].as_str().unwrap_or_default().to_owned()
}

fn number<T: std::str::FromStr + Default>(object: &Value, name: &str) -> T {
    let text = object[name].as_str().map_or_else(|| object[name].to_string(), str::to_owned);
    text.parse().unwrap_or_default()
}

fn id(object: &Value, name: &str) -> Vec<u8> {
    let digits = text(object, name);
    digits.as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn resource(group: &Value) -> Option<Resource> {
    group["resource"].is_object().then(|| Resource {
        attributes: attributes(&group["resource"]),
        dropped_attributes_count: 1,
        entity_refs: Vec::new(),
    })
}

fn scope(scoped: &Value) -> Option<InstrumentationScope> {
    let scope = &scoped["scope"];
    scope.is_object().then(|| InstrumentationScope {
        name: text(scope, "name"),
        version: text(scope, "version"),
        attributes: attributes(scope),
        dropped_attributes_count: 0,
    })
}

fn attributes(object: &Value) -> Vec<KeyValue> {
    list(object, "attributes", key_value)
}

fn key_value(entry: &Value) -> KeyValue {
    KeyValue { key: text(entry, "key"), value: Some(any(&entry["value"])), ..KeyValue::default() }
}

fn any(value: &Value) -> AnyValue {
    let given = value.as_object().and_then(|map| map.iter().next());
    let value = given.map(|(kind, inner)| match kind.as_str() {
        "stringValue" => Any::StringValue(inner.as_str().unwrap().to_owned()),
        "boolValue" => Any::BoolValue(inner.as_bool().unwrap()),
        "intValue" => Any::IntValue(number(value, "intValue")),
        "doubleValue" => Any::DoubleValue(number(value, "doubleValue")),
        "arrayValue" => Any::ArrayValue(ArrayValue { values: list(inner, "values", any) }),
        "kvlistValue" => Any::KvlistValue(KeyValueList { values: list(inner, "values", key_value) }),
        other => panic!("{other}"),
    });
    AnyValue { value }
}

fn span(span: &Value) -> Span {
    Span {
        trace_id: id(span, "traceId"),
        span_id: id(span, "spanId"),
        trace_state: "a=b".to_owned(),
        parent_span_id: id(span, "parentSpanId"),
        name: text(span, "name"),
        kind: number(span, "kind"),
        start_time_unix_nano: number(span, "startTimeUnixNano"),
        end_time_unix_nano: number(span, "endTimeUnixNano"),
        attributes: attributes(span),
        events: list(span, "events", |event| span::Event {
            time_unix_nano: number(event, "timeUnixNano"),
            name: text(event, "name"),
            attributes: attributes(event),
            dropped_attributes_count: 0,
        }),
        links: vec![span::Link { trace_id: vec![1; 16], span_id: vec![1; 8], flags: 1, ..span::Link::default() }],
        status: Some(Status { message: text(&span["status"], "message"), code: number(&span["status"], "code") }),
        flags: 257,
        ..Span::default()
    }
}

fn log_record(record: &Value) -> LogRecord {
    LogRecord {
        time_unix_nano: number(record, "timeUnixNano"),
        observed_time_unix_nano: number(record, "observedTimeUnixNano"),
        severity_number: number(record, "severityNumber"),
        body: Some(any(&record["body"])),
        attributes: attributes(record),
        trace_id: id(record, "traceId"),
        span_id: id(record, "spanId"),
        event_name: text(record, "eventName"),
        flags: 1,
        ..LogRecord::default()
    }
}

fn metric(metric: &Value) -> Metric {
    let temporality = |data: &Value| number(data, "aggregationTemporality");
    let data = if metric["sum"].is_object() {
        let data = &metric["sum"];
        metric::Data::Sum(Sum {
            data_points: list(data, "dataPoints", number_point),
            aggregation_temporality: temporality(data),
            is_monotonic: true,
        })
    } else if metric["histogram"].is_object() {
        let data = &metric["histogram"];
        let point = |point: &Value| HistogramDataPoint {
            attributes: attributes(point),
            start_time_unix_nano: number(point, "startTimeUnixNano"),
            time_unix_nano: number(point, "timeUnixNano"),
            count: number(point, "count"),
            sum: Some(number(point, "sum")),
            bucket_counts: vec![1, 2],
            explicit_bounds: vec![1000.0],
            min: Some(1.0),
            flags: number(point, "flags"),
            ..HistogramDataPoint::default()
        };
        metric::Data::Histogram(Histogram {
            data_points: list(data, "dataPoints", point),
            aggregation_temporality: temporality(data),
        })
    } else if metric["exponentialHistogram"].is_object() {
        let data = &metric["exponentialHistogram"];
        let point = |point: &Value| ExponentialHistogramDataPoint {
            attributes: attributes(point),
            start_time_unix_nano: number(point, "startTimeUnixNano"),
            time_unix_nano: number(point, "timeUnixNano"),
            count: number(point, "count"),
            sum: Some(number(point, "sum")),
            scale: 1,
            flags: number(point, "flags"),
            ..ExponentialHistogramDataPoint::default()
        };
        metric::Data::ExponentialHistogram(ExponentialHistogram {
            data_points: list(data, "dataPoints", point),
            aggregation_temporality: temporality(data),
        })
    } else {
        metric::Data::Gauge(Gauge { data_points: list(&metric["gauge"], "dataPoints", number_point) })
    };
    Metric { name: text(metric, "name"), unit: text(metric, "unit"), data: Some(data), ..Metric::default() }
}

fn number_point(point: &Value) -> NumberDataPoint {
    let value = if point["asInt"].is_null() {
        (!point["asDouble"].is_null()).then(|| number_data_point::Value::AsDouble(number(point, "asDouble")))
    } else {
        Some(number_data_point::Value::AsInt(number(point, "asInt")))
    };
    NumberDataPoint {
        attributes: attributes(point),
        start_time_unix_nano: number(point, "startTimeUnixNano"),
        time_unix_nano: number(point, "timeUnixNano"),
        flags: number(point, "flags"),
        value,
        ..NumberDataPoint::default()
    }
}
