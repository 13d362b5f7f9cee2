package io.hypertile.encode.arrow;

import java.util.List;

/**
 * Cells of a column in one message.
 *
 * @param count number of cells
 * @param nulls how many are null
 * @param buffers places and lengths in the file: which are not null, places of texts, the cells
 */
record StreamPart(long count, long nulls, List<long[]> buffers) {}
