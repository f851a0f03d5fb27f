//! What the supplement adds to the list and corrects in it.

use outlay_domain::{Dimension, Event};

use crate::{at, call, price, summary};

/// A million of a meter costs so much.
fn check(provider: &str, model: &str, meter: &str, change: impl Fn(&mut Event), expected: &str) {
    let mut event = call(provider, model, &[(meter, "1000000")]);
    change(&mut event);
    let cost = price(&event);
    assert_eq!(summary(&cost), format!("{expected} / {expected} / -"), "{provider} {model} {meter} {cost:?}");
}

fn made_at(time: &'static str) -> impl Fn(&mut Event) {
    move |event| event.event_time = at(time)
}

fn served_as(tier: &'static str) -> impl Fn(&mut Event) {
    move |event| {
        event.dimensions.set(Dimension::ServiceTier, tier);
    }
}

fn with(attributes: &'static str) -> impl Fn(&mut Event) {
    move |event| event.attributes = Some(attributes.to_owned())
}

#[test]
fn a_corrected_name_leaves_the_others_of_its_entry_alone() {
    check("mistral", "mistral-large-latest", "input_tokens", made_at("2025-12-01T23:59:59Z"), "2");
    check("mistral", "mistral-large-latest", "input_tokens", made_at("2025-12-02T00:00:00Z"), "0.5");
    check("mistral", "mistral-large-2411", "input_tokens", made_at("2026-03-01T00:00:00Z"), "2");
    check("mistral", "mistral-large-latest", "output_tokens", served_as("batch"), "0.75");
    let dated = price(&call("mistral", "mistral-large-latest", &[("input_tokens", "1")]));
    assert_eq!(dated.price_entry.as_deref(), Some("mistral/mistral-large-latest since 2025-12-02"));
}

#[test]
fn peaks_are_on_working_days_since_there_are_peaks() {
    let flash = |time, expected| check("deepseek", "deepseek-v4-flash", "input_tokens", made_at(time), expected);
    flash("2026-08-16T02:00:00Z", "0.14");
    flash("2026-08-17T02:00:00Z", "0.44");
    flash("2026-08-17T05:00:00Z", "0.22");
    // The last Saturday that had peaks, and the first without.
    flash("2026-08-22T07:00:00Z", "0.44");
    flash("2026-08-29T07:00:00Z", "0.22");
    flash("2026-08-31T07:00:00Z", "0.44");
    flash("2026-09-10T01:00:00Z", "0.3");
    flash("2026-11-08T02:00:00Z", "0.15");
    let cost = price(&call("deepseek", "deepseek-v4-pro", &[("input_tokens", "1")]));
    assert_eq!(cost.price_entry.as_deref(), Some("deepseek/deepseek-v4-pro since 2026-08-17"));
}

#[test]
fn resellers_take_half_for_batches_and_have_tiers_of_their_own() {
    check("azure", "gpt-4o", "input_tokens", served_as("batch"), "1.25");
    check("azure", "gpt-4o", "input_tokens", served_as("priority"), "2.5");
    check("azure", "gpt-5", "input_tokens", served_as("batch"), "0.625");
    check("azure", "gpt-5", "input_tokens", served_as("flex"), "1.25");
    check("azure", "gpt-5", "input_tokens", served_as("priority"), "2.5");
    check("azure", "gpt-5", "output_tokens", |_| {}, "10");
    check("azure", "gpt-5", "web_searches", |_| {}, "14000");
    check("openai", "gpt-5", "web_searches", |_| {}, "10000");
    check("google", "claude-opus-5", "input_tokens", served_as("batch"), "2.5");
    // Fast mode is Anthropic's own.
    check("anthropic", "claude-opus-5", "input_tokens", with(r#"{"speed": "fast"}"#), "10");
    check("google", "claude-opus-5", "input_tokens", with(r#"{"speed": "fast"}"#), "5");
    check("aws", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "output_tokens", served_as("batch"), "8.25");
    check("aws", "us.amazon.nova-pro-v1:0", "output_tokens", served_as("priority"), "5.6");
    check("aws", "eu.amazon.nova-pro-v1:0", "output_tokens", |_| {}, "4.2");
    check("google", "gemini-2.5-pro", "output_tokens", served_as("flex"), "5");
    check("google", "gemini-2.5-flash", "input_tokens", served_as("priority"), "0.54");
}

#[test]
fn what_was_asked_for_decides_on_fees() {
    let fee = |model, attributes, expected| check("perplexity", model, "requests", with(attributes), expected);
    fee("sonar", "{}", "5000");
    fee("sonar", r#"{"search_context_size": "medium"}"#, "8000");
    fee("sonar-pro", r#"{"search_context_size": "high"}"#, "14000");
    check("openai", "gpt-4.1", "web_searches", with(r#"{"web_search": "preview"}"#), "25000");
    check("openai", "gpt-4.1", "web_searches", |_| {}, "10000");
}

#[test]
fn what_has_no_price_of_its_own_is_charged_as_what_it_is_part_of() {
    check("google", "gemini-2.5-flash", "input_image_tokens", |_| {}, "0.3");
    check("google", "gemini-2.5-flash", "input_video_tokens", |_| {}, "0.3");
    check("google", "gemini-2.5-flash", "cache_image_read_tokens", |_| {}, "0.03");
    // Sound has: it is never charged as text.
    check("google", "gemini-2.5-flash", "input_audio_tokens", |_| {}, "1");
    let cost = price(&call("openai", "gpt-4o", &[("input_audio_tokens", "1")]));
    assert_eq!(summary(&cost), "- / - / no_price_for_meter");
    // A model that speaks puts out nothing else.
    check("google", "gemini-2.5-flash-preview-tts", "output_audio_tokens", |_| {}, "10");
    check("google", "gemini-2.5-flash-preview-tts", "output_audio_tokens", served_as("batch"), "5");
}

#[test]
fn routers_may_leave_out_who_made_a_model() {
    check("litellm", "text-embedding-3-small", "input_tokens", |_| {}, "0.02");
    check("litellm", "gpt-4o", "input_tokens", |_| {}, "2.5");
}
