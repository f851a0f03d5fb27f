//! Why something about prices could not be done.

use outlay_control::ControlError;
use outlay_domain::sink::NotAccepted;
use outlay_pricing::own::InvalidOwnPrice;
use outlay_warehouse::WarehouseError;

#[derive(Debug, thiserror::Error)]
pub enum PricesError {
    /// What a person typed cannot be used.
    #[error("`{field}` {message}")]
    Invalid { field: String, message: String },
    #[error("there is no such price")]
    NoSuchPrice,
    #[error("there is no such exchange rate")]
    NoSuchRate,
    #[error("somebody else changed this price meanwhile; look at it again")]
    Changed,
    #[error("there are {0} prices; that is the most")]
    TooMany(usize),
    #[error(transparent)]
    NotAccepted(#[from] NotAccepted),
    #[error(transparent)]
    Control(ControlError),
    #[error(transparent)]
    Warehouse(#[from] WarehouseError),
    #[error("prices cannot be read: {0}")]
    Unreadable(String),
}

impl From<ControlError> for PricesError {
    fn from(error: ControlError) -> Self {
        if matches!(error, ControlError::Taken) { Self::Changed } else { Self::Control(error) }
    }
}

impl From<InvalidOwnPrice> for PricesError {
    fn from(InvalidOwnPrice { field, problem }: InvalidOwnPrice) -> Self {
        Self::Invalid { field, message: problem }
    }
}

impl From<serde_json::Error> for PricesError {
    fn from(error: serde_json::Error) -> Self {
        Self::Unreadable(error.to_string())
    }
}
