package io.hypertile.hdf5;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An object of a file.
 *
 * @param position place of its header, which references name
 * @param links positions of the objects that a group leads to, by name, in the order of creation
 *     where the file keeps it; {@link Fields#UNDEFINED} for links to other places. Empty if this is
 *     no group
 * @param cells of a dataset; empty if this is none, or one without elements
 * @param attributes in the order of creation where the file keeps it
 */
public record Hdf5Object(
    long position,
    Optional<Map<String, Long>> links,
    Optional<StoredCells> cells,
    List<StoredAttribute> attributes) {}
