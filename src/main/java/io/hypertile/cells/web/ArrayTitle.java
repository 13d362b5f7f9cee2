package io.hypertile.cells.web;

import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * Name and attributes of an array, for formats that keep more than its cells.
 *
 * @param name name for its cells, such as that of its collection
 * @param attributes gives its attributes by name, not to be changed; asked where they are told
 */
public record ArrayTitle(String name, Supplier<ObjectNode> attributes) {}
