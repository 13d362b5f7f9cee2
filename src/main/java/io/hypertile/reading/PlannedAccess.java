package io.hypertile.reading;

import io.hypertile.engine.StoredArray;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.Collection;
import io.hypertile.slice.Selection;
import java.util.function.Function;

/**
 * An access to cells that has been thought through and not begun: nothing is open.
 *
 * @param collection the array's collection
 * @param array the array as it was found
 * @param selection what is read, written or cleared
 * @param cost what it costs
 * @param resolver gives the selection for a header, should the array have changed meanwhile
 */
public record PlannedAccess(
    Collection collection,
    StoredArray array,
    Selection selection,
    ReadCost cost,
    Function<ArrayHeader, Selection> resolver) {}
