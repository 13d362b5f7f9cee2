package io.hypertile.collection;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.array.CellArray;
import io.hypertile.array.Labels;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.ArraySpecs;
import io.hypertile.engine.JoinedArray;
import io.hypertile.engine.JoinedParts;
import io.hypertile.engine.StoredArray;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.error.TooLarge;
import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.BoundFilter;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.Collection;
import io.hypertile.schema.json.AttributesJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Joins the arrays of a collection that a filter means. Thread-safe. */
public final class JoinedArrays {
  /** Most arrays that are joined. */
  public static final int MOST = 1_000;

  private static final String KEY = "key";

  private final ArrayEngine engine;
  private final ArrayLists lists;

  /** The arrays of an engine, found by its lists. */
  public JoinedArrays(ArrayEngine engine, ArrayLists lists) {
    this.engine = engine;
    this.lists = lists;
  }

  /**
   * Arrays one behind the other along a new first axis, whose labels are their keys, or their ids
   * where they have none. The axis is called as the attribute that is the key, or {@code key}. A
   * time axis that begins at an attribute has positions alone.
   *
   * @throws ServiceException {@code array-not-found} if none matches, {@code result-too-large} for
   *     more than {@link #MOST}, or what reading one of them fails with
   */
  public CellArray stack(Collection collection, BoundFilter filter, ArrayOrder order) {
    List<StoredArray> found = find(collection, filter, order);
    ArraysSchema schema = collection.arrays();
    List<String> keys = new ArrayList<>();
    List<JoinedParts.Part> parts = new ArrayList<>();
    for (StoredArray array : found) {
      keys.add(
          schema.primaryAttributes().isEmpty()
              ? array.header().id().text()
              : AttributesJson.keyText(schema, array.header().primary()));
      parts.add(new JoinedParts.Part(array.header().id(), array.version(), parts.size()));
    }
    List<Axis> axes = new ArrayList<>();
    ArraySpecs.axes(schema).forEach(axis -> axes.add(ofAll(axis)));
    axes.addFirst(new Axis.Labelled(name(schema, axes), keys.size(), new Labels.Text(keys)));
    ArraySpec spec = new ArraySpec(schema.dtype(), schema.fillValue(), axes);
    return new JoinedArray(engine, collection, spec, new JoinedParts(parts, true, 1));
  }

  /** An axis as it is for all arrays: times that begin elsewhere in each are positions. */
  private static Axis ofAll(Axis axis) {
    return axis instanceof Axis.Time time && time.start() instanceof Axis.Start.Missing
        ? new Axis.Plain(time.name(), time.size())
        : axis;
  }

  private static String name(ArraysSchema schema, List<Axis> axes) {
    List<AttributeSchema> primary = schema.primaryAttributes();
    String name = primary.size() == 1 ? primary.getFirst().name() : KEY;
    while (isTaken(name, axes)) {
      name += "_";
    }
    return name;
  }

  private static boolean isTaken(String name, List<Axis> axes) {
    return axes.stream().anyMatch(axis -> axis.name().equals(name));
  }

  /**
   * Arrays one behind the other along their time axis, which must be the first one and begin at an
   * attribute. Times between them that none has are fill values.
   *
   * @throws ServiceException as {@link #stack}; {@code invalid-request} if the axis is another one,
   *     two arrays have the same time, or a time lies between those of the first array's axis
   */
  public CellArray alongTime(Collection collection, BoundFilter filter) {
    ArraysSchema schema = collection.arrays();
    if (!(ArraySpecs.axes(schema).getFirst() instanceof Axis.Time time)
        || !(time.start() instanceof Axis.Start.Missing)) {
      throw invalid(
          "Arrays are joined along their first axis if it is one of times that begins at an"
              + " attribute; this collection has none, so leave out join.");
    }
    record Timed(StoredArray array, ArraySpec spec, Instant start) {}
    List<Timed> sorted = new ArrayList<>();
    for (StoredArray array : find(collection, filter, ArrayOrder.BY_ID)) {
      ArraySpec spec = ArraySpecs.of(schema, array.header());
      if (((Axis.Time) spec.axes().getFirst()).start() instanceof Axis.Start.At(Instant start)) {
        sorted.add(new Timed(array, spec, start));
      }
    }
    if (sorted.isEmpty()) {
      throw none(collection);
    }
    sorted.sort(Comparator.comparing(Timed::start));
    List<JoinedParts.Part> parts = new ArrayList<>();
    Instant first = sorted.getFirst().start();
    long end = 0;
    for (Timed each : sorted) {
      long start = steps(Duration.between(first, each.start()), time.step());
      if (start < end) {
        throw invalid(
            "Two of the arrays have the same times, the second from %s; filter them."
                .formatted(each.start()));
      }
      parts.add(new JoinedParts.Part(each.array().header().id(), each.array().version(), start));
      end = start + time.size();
    }
    List<Axis> axes = new ArrayList<>(sorted.getFirst().spec().axes());
    axes.set(0, new Axis.Time(time.name(), end, new Axis.Start.At(first), time.step()));
    ArraySpec spec = new ArraySpec(schema.dtype(), schema.fillValue(), axes);
    return new JoinedArray(engine, collection, spec, new JoinedParts(parts, false, time.size()));
  }

  private static long steps(Duration length, Duration step) {
    BigInteger[] steps = nanos(length).divideAndRemainder(nanos(step));
    if (steps[1].signum() != 0) {
      throw invalid(
          "The times of the arrays do not continue one another by the step of their axis; leave out"
              + " join, or filter them.");
    }
    return steps[0].longValueExact();
  }

  private static BigInteger nanos(Duration length) {
    return BigDecimal.valueOf(length.getSeconds())
        .scaleByPowerOfTen(9)
        .toBigInteger()
        .add(BigInteger.valueOf(length.getNano()));
  }

  private List<StoredArray> find(Collection collection, BoundFilter filter, ArrayOrder order) {
    List<StoredArray> found = new ArrayList<>();
    Optional<ListPlace> after = Optional.empty();
    do {
      ArrayQuery query = new ArrayQuery(filter, order, after, MOST + 1 - found.size());
      Page<ListedArray, ListPlace> page = lists.list(collection, query);
      for (ListedArray each : page.items()) {
        switch (each) {
          case ListedArray.Readable(StoredArray array) -> found.add(array);
          case ListedArray.Unreadable unreadable -> throw unreadable.failure();
        }
      }
      after = page.next();
    } while (after.isPresent() && found.size() <= MOST);
    if (found.isEmpty()) {
      throw none(collection);
    }
    TooLarge.requireResult(
        found.size(),
        MOST,
        "More arrays match than are joined in one answer; filter them, or ask in parts.");
    return found;
  }

  private static ServiceException none(Collection collection) {
    return new ServiceException(
        ErrorCode.ARRAY_NOT_FOUND,
        "No array of the collection matches the filter.",
        Map.of("collection", collection.name().text()),
        null);
  }

  private static ServiceException invalid(String detail) {
    return new ServiceException(
        ErrorCode.INVALID_REQUEST, detail, Map.of("parameter", "join"), null);
  }
}
