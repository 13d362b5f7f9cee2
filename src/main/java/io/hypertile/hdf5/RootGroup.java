package io.hypertile.hdf5;

import java.util.Map;
import java.util.Optional;

/**
 * The links of the root group.
 *
 * @param headers positions of object headers by name; only names that arrays have; {@link
 *     Fields#UNDEFINED} for a link that does not lead to one
 * @param table place of the links, when it is one node that can be patched
 * @param hasOtherLinks whether there are links that arrays do not have
 * @param hasAttributes whether the group has attributes, which arrays do not have
 */
public record RootGroup(
    Map<String, Long> headers,
    Optional<SymbolTable> table,
    boolean hasOtherLinks,
    boolean hasAttributes) {}
