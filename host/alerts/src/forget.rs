//! The log of deliveries does not grow for ever.

use crate::alerts::Alerts;
use crate::error::AlertsError;

/// For so long a delivery is kept ...
const KEPT: i64 = 30 * 86_400 * 1_000_000;
/// ... unless a channel has more than so many.
const MOST: u32 = 10_000;
/// Deliveries that are deleted at once: alerts and deliveries wait for it.
const STEP: u32 = 500;

const HOUR: i64 = 3_600 * 1_000_000;
/// From one step to the next while there is more.
const PAUSE: i64 = 200_000;

impl Alerts {
    /// Deletes a few old deliveries of each channel; answers after how many microseconds to look again.
    pub(crate) async fn forget_deliveries(&self) -> Result<i64, AlertsError> {
        let before = self.clock.now().0 - KEPT;
        let mut pause = HOUR;
        for channel in self.control.logged_channels().await? {
            let gone = self.control.forget_deliveries(&channel, before, MOST, STEP).await?;
            if gone == u64::from(STEP) {
                pause = PAUSE;
            }
        }
        Ok(pause)
    }
}
