package io.hypertile.deker.web;

import io.hypertile.array.CellArray;
import io.hypertile.array.Precondition;
import io.hypertile.collection.ArrayAddress;
import io.hypertile.collection.ArrayLists;
import io.hypertile.collection.ArrayQuery;
import io.hypertile.collection.ArrayService;
import io.hypertile.collection.ListPlace;
import io.hypertile.collection.ListedArray;
import io.hypertile.collection.Page;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.json.AttributesJson;
import java.io.IOException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The arrays that a collection was made for, plain or virtual. */
final class StoredArrays implements DekerArrays {
  private static final int PAGE = 1_000;

  private final Collection collection;
  private final ArrayService arrays;
  private final ArrayLists lists;

  StoredArrays(Collection collection, ArrayService arrays, ArrayLists lists) {
    this.collection = collection;
    this.arrays = arrays;
    this.lists = lists;
  }

  @Override
  public ArraysSchema schema() {
    return collection.arrays();
  }

  @Override
  public void forEach(HeaderConsumer consumer) throws IOException {
    forEach(lists, collection, consumer);
  }

  /** Takes the arrays of a collection page by page, so that memory does not grow with them. */
  static void forEach(ArrayLists lists, Collection collection, HeaderConsumer consumer)
      throws IOException {
    Optional<ListPlace> after = Optional.empty();
    do {
      Page<ListedArray, ListPlace> page = lists.list(collection, ArrayQuery.all(after, PAGE));
      for (ListedArray item : page.items()) {
        if (item instanceof ListedArray.Readable readable) {
          consumer.accept(readable.array().header());
        }
      }
      after = page.next();
    } while (after.isPresent());
  }

  @Override
  public ArrayHeader create(ArrayHeader header) {
    return arrays.create(collection, header).header();
  }

  @Override
  public ArrayHeader require(ArrayId id) {
    return arrays.require(collection, new ArrayAddress.ById(id)).header();
  }

  @Override
  public ArrayHeader require(Attributes primary) {
    return arrays.require(collection, new ArrayAddress.ByKey(primary)).header();
  }

  @Override
  public void update(ArrayId id, JsonNode patch) {
    arrays.patchAttributes(
        collection,
        new ArrayAddress.ById(id),
        current -> AttributesJson.parseCustomPatch(collection.arrays(), current, patch),
        Precondition.NONE);
  }

  @Override
  public void delete(ArrayId id) {
    arrays.delete(collection, new ArrayAddress.ById(id), Precondition.NONE);
  }

  @Override
  public PlannedAccess plan(ArrayId id, DekerBounds bounds) {
    CellArray array = arrays.cells(collection, new ArrayAddress.ById(id));
    return PlannedAccess.of(array, bounds.resolve(array.spec()));
  }
}
