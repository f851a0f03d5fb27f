//! Columns of maps, put into DuckDB's vectors by hand.
//!
//! DuckDB looks for doubled keys in every map that comes from Arrow, which costs more than to take over all other columns.
//! Ours have none; so Arrow brings empty maps, and full ones are put in their place.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, MapArray, StructArray};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Decimal128Type};
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use duckdb::{Error, ffi};

use super::failure;

/// The maps of a batch, by column, and the batch with empty ones.
pub(super) fn taken_out(batch: RecordBatch) -> Result<(RecordBatch, Vec<(usize, ArrayRef)>), ArrowError> {
    let is_map = |column: &ArrayRef| matches!(column.data_type(), DataType::Map(..));
    let maps: Vec<(usize, ArrayRef)> =
        batch.columns().iter().cloned().enumerate().filter(|(_, column)| is_map(column)).collect();
    let (schema, mut columns, _) = batch.into_parts();
    for (index, map) in &maps {
        columns[*index] = emptied(map.as_map())?;
    }
    Ok((RecordBatch::try_new(schema, columns)?, maps))
}

fn emptied(map: &MapArray) -> Result<ArrayRef, ArrowError> {
    let DataType::Map(field, sorted) = map.data_type() else { unreachable!("a map has the type of one") };
    let none = StructArray::new_null(map.entries().fields().clone(), 0);
    let offsets = OffsetBuffer::new_zeroed(map.len());
    Ok(Arc::new(MapArray::try_new(Arc::clone(field), offsets, none, None, *sorted)?))
}

/// Puts maps in the place of the empty ones of a chunk.
///
/// # Safety
///
/// The vector is of a chunk, a `MAP(VARCHAR, DECIMAL(38, n))`, and as long as the array, which is whole and without nulls.
pub(super) unsafe fn put(into: ffi::duckdb_vector, maps: &MapArray) -> Result<(), Error> {
    // SAFETY: the caller says what the vector is; the new one is of the same type and has as many rows. It lives on as
    // long as the chunk refers to it.
    unsafe {
        let mut of_map = ffi::duckdb_vector_get_column_type(into);
        let mut vector = ffi::duckdb_create_vector(of_map, maps.len() as u64);
        ffi::duckdb_destroy_logical_type(&raw mut of_map);
        let filled = fill(vector, maps);
        if filled.is_ok() {
            ffi::duckdb_vector_reference_vector(into, vector);
        }
        ffi::duckdb_destroy_vector(&raw mut vector);
        filled
    }
}

/// # Safety
///
/// The vector is a new `MAP(VARCHAR, DECIMAL(38, n))`, as long as the array, which is whole and without nulls.
unsafe fn fill(vector: ffi::duckdb_vector, maps: &MapArray) -> Result<(), Error> {
    let (keys, values) = (maps.keys().as_string::<i32>(), maps.values().as_primitive::<Decimal128Type>());
    let count = keys.len() as u64;
    // SAFETY: the caller says what the vector is; room for all entries is made before they are written, and DuckDB's
    // hugeint is a little-endian i128.
    unsafe {
        if ffi::duckdb_list_vector_reserve(vector, count) != ffi::DuckDBSuccess
            || ffi::duckdb_list_vector_set_size(vector, count) != ffi::DuckDBSuccess
        {
            return Err(failure("DuckDB has no room for the entries of maps"));
        }
        let lists = ffi::duckdb_vector_get_data(vector).cast::<ffi::duckdb_list_entry>();
        for (row, ends) in maps.offsets().windows(2).enumerate() {
            let (offset, length) = (u64::from(ends[0].unsigned_abs()), u64::from(ends[1].abs_diff(ends[0])));
            lists.add(row).write(ffi::duckdb_list_entry { offset, length });
        }
        let entries = ffi::duckdb_list_vector_get_child(vector);
        let into_keys = ffi::duckdb_struct_vector_get_child(entries, 0);
        for (index, key) in (0_u64..).zip(keys.iter().flatten()) {
            let (text, length) = (key.as_ptr().cast(), key.len() as u64);
            ffi::duckdb_unsafe_vector_assign_string_element_len(into_keys, index, text, length);
        }
        let into_values = ffi::duckdb_struct_vector_get_child(entries, 1);
        let into_values = ffi::duckdb_vector_get_data(into_values).cast::<i128>();
        into_values.copy_from_nonoverlapping(values.values().as_ptr(), keys.len());
    }
    Ok(())
}
