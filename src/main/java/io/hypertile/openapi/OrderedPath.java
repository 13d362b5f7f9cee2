package io.hypertile.openapi;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.swagger.v3.oas.models.PathItem;

/**
 * The operations of a path, written with what shows first and what removes last: pages show them in
 * this order.
 */
@JsonPropertyOrder({"get", "post", "put", "patch", "delete"})
final class OrderedPath extends PathItem {
  /** The same operations as those of a path that has no other parts. */
  static OrderedPath of(PathItem path) {
    OrderedPath ordered = new OrderedPath();
    path.readOperationsMap().forEach(ordered::operation);
    return ordered;
  }
}
