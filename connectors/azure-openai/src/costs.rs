//! The cost query: money by day, resource and meter, one subscription after another.

use outlay_connector::time::{self, DAY};
use outlay_connector::{
    Decimal, Entry, Error, Failure, Page, Request, Response, Settings, Window, cursor, entry, error, log, now, page,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::meter::model_of;
use crate::resources::is_wanted;
use crate::{PROVIDER, arm};

const API_VERSION: &str = "2025-03-01";
const ROLE: &str = "Cost Management Reader";
/// What the money is called depends on the agreement with Microsoft.
const MONEY: [&str; 2] = ["PreTaxCost", "Cost"];

/// Where in a window we are. Nothing of a question may change between its pages.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Place {
    /// How many subscriptions are done.
    done: usize,
    /// Which of [`MONEY`] this subscription knows.
    money: usize,
    /// To the next page.
    link: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Answer {
    properties: Properties,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Properties {
    columns: Vec<Column>,
    #[serde(default)]
    rows: Vec<Vec<Value>>,
    next_link: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Column {
    name: String,
}

pub(crate) fn sync(settings: &Settings, window: Window, cursor: Option<&str>) -> Result<Page, Error> {
    let mut place: Place = cursor::read(cursor)?.unwrap_or_default();
    let subscriptions = arm::subscriptions(settings)?;
    let subscription =
        subscriptions.get(place.done).ok_or_else(|| error(Failure::Unexpected, "the cursor is too old"))?;
    let response = ask(subscription, window, &mut place)?;
    // No content: nothing was spent.
    let answer: Option<Answer> = if response.status() == 204 { None } else { Some(response.json()?) };
    let (entries, next) = match answer {
        None => (vec![], None),
        Some(Answer { properties: Properties { columns, rows, next_link } }) => {
            (entries(&columns, rows, settings, window)?, cursor::next(None, next_link, place.link.as_deref())?)
        }
    };
    place = match next {
        Some(link) => Place { link: Some(link), ..place },
        None => Place { done: place.done + 1, ..Place::default() },
    };
    if place.done == subscriptions.len() {
        return Ok(page(entries, None));
    }
    Ok(page(entries, Some(cursor::write(&place)?)))
}

/// Whether costs can be read at all. Asks for one day of one subscription: Azure takes only a few such questions a minute.
pub(crate) fn probe(settings: &Settings) -> Result<(), Error> {
    let subscriptions = arm::subscriptions(settings)?;
    match subscriptions.first() {
        Some(subscription) => ask(subscription, time::yesterday(), &mut Place::default()).map(drop),
        None => Ok(()),
    }
}

fn ask(subscription: &str, window: Window, place: &mut Place) -> Result<Response, Error> {
    let query = |money: usize, link: Option<&str>| {
        let request = Request::post(arm::COST_QUERY, &question(MONEY.get(money).unwrap_or(&"Cost"), window))?
            .path(subscription)
            // Azure counts what each of these asks by itself.
            .header("clienttype", "Outlay");
        let request = match link {
            None => request.query("api-version", API_VERSION),
            Some(link) => request.query_of(link),
        };
        arm::send(request, ROLE)
    };
    match (query(place.money, place.link.as_deref()), place) {
        // A question that is refused as it stands, before anything was read.
        (Err(problem), place @ Place { money: 0, link: None, .. }) if problem.failure == Failure::Unexpected => {
            place.money = 1;
            query(1, None).map_err(|_| problem)
        }
        (answered, _) => answered,
    }
}

fn question(money: &str, window: Window) -> Value {
    let instant = |seconds: i64| time::rfc3339(seconds).replace('Z', "+00:00");
    json!({
        "type": "ActualCost",
        "timeframe": "Custom",
        // Both included.
        "timePeriod": {"from": instant(window.start), "to": instant(window.end - 1)},
        "dataset": {
            "granularity": "Daily",
            "aggregation": {
                "totalCost": {"name": money, "function": "Sum"},
                "totalQuantity": {"name": "UsageQuantity", "function": "Sum"},
            },
            "grouping": [{"type": "Dimension", "name": "ResourceId"}, {"type": "Dimension", "name": "Meter"}],
            // Names of services have changed over time; the resource type has not.
            "filter": {
                "dimensions": {"name": "ResourceType", "operator": "In", "values": ["microsoft.cognitiveservices/accounts"]},
            },
        },
    })
}

/// The order of columns is not fixed.
fn entries(
    columns: &[Column],
    rows: Vec<Vec<Value>>,
    settings: &Settings,
    window: Window,
) -> Result<Vec<Entry>, Error> {
    let column = |name: &str| columns.iter().position(|column| column.name.eq_ignore_ascii_case(name));
    let needed =
        |name: &str| column(name).ok_or_else(|| error(Failure::Unexpected, format!("the costs have no column {name}")));
    let money = MONEY.iter().find_map(|name| column(name));
    let money = money.ok_or_else(|| error(Failure::Unexpected, "the costs have no column with money"))?;
    let (date, currency, resource) = (needed("UsageDate")?, needed("Currency")?, needed("ResourceId")?);
    let (meter, quantity) = (column("Meter"), column("UsageQuantity"));
    let mut entries = vec![];
    for row in rows {
        let text = |index: usize| row.get(index).and_then(Value::as_str).filter(|text| !text.is_empty());
        let number = |index: usize| row.get(index).filter(|value| !value.is_null()).cloned().map(decimal).transpose();
        let day = day(number(date)?)?;
        if !(window.start..window.end).contains(&day) {
            log::warn(format!("a cost of {} was left out: it was not asked for", time::date(day)));
            continue;
        }
        let resource_id = text(resource).map(str::to_ascii_lowercase);
        let name = resource_id.as_deref().and_then(|id| id.rsplit('/').next()).unwrap_or_default();
        if !is_wanted(settings, name) {
            continue;
        }
        let cost = number(money)?.ok_or_else(|| error(Failure::Unexpected, "a cost has no amount"))?;
        let meter = meter.and_then(text);
        let units = quantity.map(number).transpose()?.flatten();
        entries.push(Entry {
            open: day + DAY > now(),
            model: meter.and_then(model_of),
            project: resource_id.clone(),
            cost: Some(cost.into_string()),
            currency: text(currency).map(str::to_uppercase),
            // Of thousands or millions of tokens, as the meter has it. Corrections may be negative.
            units: units.and_then(Decimal::into_quantity),
            raw: json!({"resource": resource_id, "meter": meter}).to_string(),
            ..entry(PROVIDER, day, day + DAY)
        });
    }
    Ok(entries)
}

fn decimal(value: Value) -> Result<Decimal, Error> {
    serde_json::from_value(value).map_err(|problem| {
        error(Failure::Unexpected, format!("a row of the costs has a number that is none: {problem}"))
    })
}

/// The first second of `20261001`.
fn day(date: Option<Decimal>) -> Result<i64, Error> {
    let text = date.map(Decimal::into_string).unwrap_or_default();
    match (text.get(..4), text.get(4..6), text.get(6..)) {
        (Some(year), Some(month), Some(day)) => time::from_date(&format!("{year}-{month}-{day}")),
        _ => Err(error(Failure::Unexpected, "a row of the costs has no day")),
    }
}
