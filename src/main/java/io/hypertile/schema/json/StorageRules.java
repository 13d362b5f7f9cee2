package io.hypertile.schema.json;

import io.hypertile.error.ServiceException;
import io.hypertile.hdf5.filter.Hdf5Filters;
import io.hypertile.hdf5.filter.Setting;
import io.hypertile.hdf5.filter.Settings;
import io.hypertile.json.JsonCursor;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.StorageOptions.Compression;
import io.hypertile.text.NearestNames;
import io.hypertile.text.NumberReading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Rules of chunks and filters that both forms of options share (deker-rules.md 75 to 84). */
public final class StorageRules {
  /** Integers are numbers, as in what clients write. */
  static final StorageRules NUMBERS = new StorageRules(false);

  /** Integers may be given as text, as in Deker's documents. */
  public static final StorageRules TEXTS = new StorageRules(true);

  /** HDF5 keeps filter parameters in 32 bits without sign. */
  private static final long MAX_PARAMETER = 0xffff_ffffL;

  /** HDF5 keeps a chunk's size in 32 bits. */
  private static final long MAX_CHUNK_BYTES = 0xffff_ffffL;

  private static final String DEFAULT_CODING = "nn";

  /** Whether integers may be given as text, as Deker stores them. */
  private final boolean texts;

  private StorageRules(boolean texts) {
    this.texts = texts;
  }

  /** A chunk shape that fits the shape of the collection's files (deker-rules.md 78). */
  public static Shape chunkShape(JsonCursor at, ArraysSchema schema) {
    Shape file = SchemaBody.fileShape(schema);
    at.requireList("a list of integers");
    if (at.size() != file.rank()) {
      throw at.fault(
          "%s must have %d integers, one for each dimension, not %d."
              .formatted(at.subject(), file.rank(), at.size()),
          Map.of("expected", file.rank(), "found", at.size()));
    }
    long[] lengths = new long[file.rank()];
    for (int axis = 0; axis < lengths.length; axis++) {
      JsonCursor item = at.item(axis);
      lengths[axis] = item.requireLong(1, Long.MAX_VALUE);
      if (lengths[axis] > file.length(axis)) {
        throw item.fault(
            "%s is %d, longer than the axis it cuts, which has %d positions in a file."
                .formatted(item.subject(), lengths[axis], file.length(axis)),
            Map.of("limit", file.length(axis)));
      }
    }
    Shape chunk = Shape.of(lengths);
    if (chunk.bytes(schema.dtype()) > MAX_CHUNK_BYTES) {
      throw at.fault(
          "%s make chunks of %d bytes; HDF5 keeps at most %d in one."
              .formatted(at.subject(), chunk.bytes(schema.dtype()), MAX_CHUNK_BYTES),
          Map.of("limit", MAX_CHUNK_BYTES, "requested", chunk.bytes(schema.dtype())));
    }
    return chunk;
  }

  /** Gzip with the level given as an integer or as the first of a list. */
  public Compression gzip(Optional<JsonCursor> level) {
    if (level.isEmpty() || (level.get().node().isArray() && level.get().size() == 0)) {
      return new Compression.Gzip(Settings.GZIP_LEVEL.usual());
    }
    JsonCursor at = level.get().node().isArray() ? level.get().item(0) : level.get();
    return new Compression.Gzip(integer(at, Settings.GZIP_LEVEL));
  }

  /** Szip with the coding and the pixels per block in a list. */
  public Compression szip(Optional<JsonCursor> parameters) {
    if (parameters.isEmpty()) {
      return szip(Optional.empty(), Optional.empty());
    }
    JsonCursor at = parameters.get().requireList("a list of a coding and pixels per block");
    if (at.size() != 2) {
      throw at.wrong("a list of a coding and pixels per block");
    }
    return szip(Optional.of(at.item(0)), Optional.of(at.item(1)));
  }

  /** Szip; h5py's own defaults stand in for what is not given. */
  public Compression szip(Optional<JsonCursor> coding, Optional<JsonCursor> pixels) {
    String name = DEFAULT_CODING;
    if (coding.isPresent()) {
      JsonNode node = coding.get().node();
      name = node.isString() ? node.stringValue() : "";
      if (!name.equals("ec") && !name.equals("nn")) {
        throw coding.get().wrong("\"ec\" or \"nn\"");
      }
    }
    int count =
        pixels.map(at -> integer(at, Settings.SZIP_PIXELS)).orElse(Settings.SZIP_PIXELS.usual());
    if (count % 2 != 0) {
      throw pixels.orElseThrow().wrong("an even integer from 2 to " + Settings.SZIP_PIXELS.most());
    }
    return new Compression.Szip(name, count);
  }

  /** Refuses parameters where a filter has none. */
  public void requireNoParameters(Optional<JsonCursor> parameters) {
    if (parameters.isPresent() && parameters.get().size() > 0) {
      throw parameters
          .get()
          .fault(parameters.get().subject() + " must be left out; lzf has no parameters.");
    }
    if (parameters.isPresent()) {
      parameters.get().requireList("left out; lzf has no parameters");
    }
  }

  /** A registered filter by its number, as a number or as text. */
  public Compression plugin(JsonCursor filter, Optional<JsonCursor> parameters) {
    long number = TEXTS.integer(filter, 0, Hdf5Filters.LARGEST_NUMBER);
    return new Compression.Plugin(Hdf5Filters.codec((int) number), parameters(parameters));
  }

  /** Parameters of a filter: a list of integers, or one integer (deker-rules.md 77). */
  List<Integer> parameters(Optional<JsonCursor> parameters) {
    if (parameters.isEmpty()) {
      return List.of();
    }
    JsonCursor at = parameters.get();
    if (!at.node().isArray()) {
      return List.of((int) integer(at, 0, MAX_PARAMETER));
    }
    if (at.size() > SchemaLimits.FILTER_PARAMETERS) {
      throw at.fault(
          "%s has %d parameters; %d is the limit."
              .formatted(at.subject(), at.size(), SchemaLimits.FILTER_PARAMETERS),
          Map.of("limit", SchemaLimits.FILTER_PARAMETERS, "requested", at.size()));
    }
    List<Integer> values = new ArrayList<>();
    for (int index = 0; index < at.size(); index++) {
      values.add((int) integer(at.item(index), 0, MAX_PARAMETER));
    }
    return List.copyOf(values);
  }

  private int integer(JsonCursor at, Setting setting) {
    return (int) integer(at, setting.least(), setting.most());
  }

  /** An integer; text is what Deker stores. */
  private long integer(JsonCursor at, long min, long max) {
    if (texts && at.node().isString()) {
      Optional<Long> value =
          NumberReading.findInt(at.node().stringValue(), 18)
              .map(java.math.BigInteger::longValue)
              .filter(number -> number >= min && number <= max);
      return value.orElseThrow(() -> at.wrong("an integer from " + min + " to " + max));
    }
    return at.requireLong(min, max);
  }

  /** A name that stands for no filter (deker-rules.md 80). */
  public static ServiceException unknown(JsonCursor at, List<String> known) {
    Map<String, Object> data = new LinkedHashMap<>();
    if (at.node().isString()) {
      List<String> nearest = NearestNames.of(at.node().stringValue(), known);
      if (!nearest.isEmpty()) {
        data.put("nearest", nearest);
      }
    }
    data.put("known", known);
    return at.fault(
        "%s must be one of %s or the number of an HDF5 filter, not %s."
            .formatted(at.subject(), String.join(", ", known), at.shown()),
        data);
  }
}
