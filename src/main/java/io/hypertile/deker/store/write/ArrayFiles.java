package io.hypertile.deker.store.write;

import io.hypertile.chunk.CodecPool;
import io.hypertile.deker.store.files.DekerLayout;
import io.hypertile.deker.store.state.ArrayStates;
import io.hypertile.journal.Journal;

/**
 * Array files of a root, which plain arrays and tiles both are.
 *
 * @param layout where they lie
 * @param journal the redo log that they change through
 * @param states states of those that are open
 * @param writer changes their cells and metadata
 * @param pool threads for their chunks
 */
public record ArrayFiles(
    DekerLayout layout, Journal journal, ArrayStates states, ArrayWriter writer, CodecPool pool) {}
