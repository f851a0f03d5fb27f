//! What is looked at once a second while a load runs.

use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::api::Api;
use crate::proc::{self, Memory};
use crate::server::Server;

const EVERY: Duration = Duration::from_secs(1);
/// A status that takes longer is left out.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(crate) struct Watch {
    task: JoinHandle<()>,
    samples: tokio::sync::mpsc::UnboundedReceiver<Sample>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    pub(crate) after: Duration,
    pub(crate) memory: Memory,
    /// How many entries of the ledger cannot be read yet, if the server said so in time.
    pub(crate) lag: Option<u64>,
}

impl Watch {
    pub(crate) async fn start(server: &Server) -> Result<Self> {
        let mut api = server.api().await?;
        let process = server.process();
        let (sender, samples) = tokio::sync::mpsc::unbounded_channel();
        let task = tokio::spawn(async move {
            let began = Instant::now();
            let mut ticks = interval(EVERY);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                ticks.tick().await;
                let Ok(memory) = proc::memory(process) else { return };
                let after = began.elapsed();
                let lag = lag(&mut api).await;
                if sender.send(Sample { after, memory, lag }).is_err() {
                    return;
                }
            }
        });
        Ok(Self { task, samples })
    }

    /// What was seen so far.
    pub(crate) fn stop(mut self) -> Vec<Sample> {
        self.task.abort();
        let mut samples = Vec::new();
        while let Ok(sample) = self.samples.try_recv() {
            samples.push(sample);
        }
        samples
    }
}

async fn lag(api: &mut Api) -> Option<u64> {
    Some(timeout(PATIENCE, api.status()).await.ok()?.ok()?.lag())
}

/// By how many entries a second the lag grew, by a line through the last three quarters of the samples.
pub(crate) fn lag_growth_per_second(samples: &[Sample]) -> f64 {
    let points: Vec<(f64, f64)> = samples
        .iter()
        .skip(samples.len() / 4)
        .filter_map(|sample| Some((sample.after.as_secs_f64(), sample.lag? as f64)))
        .collect();
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (mean_x, mean_y) = (mean(|point| point.0), mean(|point| point.1));
    let spread: f64 = points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    if spread == 0.0 || points.is_empty() {
        return 0.0;
    }
    points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum::<f64>() / spread
}

/// The largest resident memory, with its parts at that moment.
pub(crate) fn largest_memory(samples: &[Sample]) -> Memory {
    let memories = samples.iter().map(|sample| sample.memory);
    memories.max_by(|one, other| one.resident_mb.total_cmp(&other.resident_mb)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(lags: &[Option<u64>]) -> Vec<Sample> {
        let seconds = (0..).map(Duration::from_secs);
        let samples = seconds.zip(lags).map(|(after, lag)| Sample { after, memory: Memory::default(), lag: *lag });
        samples.collect()
    }

    #[test]
    fn growth_is_the_slope_and_gaps_do_no_harm() {
        let check = |lags: &[Option<u64>], expected: f64| {
            let growth = lag_growth_per_second(&samples(lags));
            assert!((growth - expected).abs() < 1e-9, "{growth}");
        };
        check(&[Some(900), Some(0), Some(10), None, Some(30)], 10.0);
        check(&[Some(5), Some(5), Some(5)], 0.0);
        check(&[Some(5)], 0.0);
        check(&[], 0.0);
    }
}
