package io.hypertile.schema.json;

import io.hypertile.hdf5.filter.Hdf5Filters;
import io.hypertile.json.JsonCursor;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.StorageOptions;
import io.hypertile.schema.StorageOptions.Chunks;
import io.hypertile.schema.StorageOptions.Compression;
import io.hypertile.text.NumberReading;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Storage options in the interface's form (deker-rules.md 75 to 84). */
final class OptionsJson {
  private static final String CHUNK_SHAPE = "chunk_shape";
  private static final String CHUNKS = "null, true, \"auto\" or a list of integers";
  private static final String COMPRESSION =
      "null, the name of a codec, the number of an HDF5 filter,"
          + " or an object with codec or filter";
  private static final List<String> COMPRESSED =
      List.of("codec", "filter", "level", "coding", "pixels_per_block", "parameters");
  private static final List<String> CODECS =
      Stream.concat(Stream.of("gzip", "lzf", "szip"), Hdf5Filters.plugins().stream()).toList();

  private OptionsJson() {}

  static StorageOptions parse(JsonCursor at, ArraysSchema schema) {
    at.requireObject("an object with chunks and compression, or null");
    at.refuseUnknown(List.of("chunks", "compression", CHUNK_SHAPE));
    Chunks chunks = at.findGiven("chunks").map(c -> chunks(c, schema)).orElseGet(Chunks.None::new);
    Compression compression =
        at.findGiven("compression").map(OptionsJson::compression).orElseGet(Compression.None::new);
    StorageOptions options = new StorageOptions(chunks, compression);
    at.findGiven(CHUNK_SHAPE).ifPresent(shown -> requireShown(shown, options, schema));
    return options;
  }

  /**
   * Checks members that answers show and that may come back with a document: they must agree with
   * it and decide nothing.
   */
  private static void requireShown(JsonCursor shown, StorageOptions options, ArraysSchema schema) {
    ArrayNode shape = JsonNodeFactory.instance.arrayNode();
    options
        .chunkShape(SchemaBody.fileShape(schema), schema.dtype())
        .ifPresent(chunk -> chunk.toList().forEach(shape::add));
    if (!shown.node().toString().equals(shape.toString())) {
      throw shown.fault(
          "%s follows from chunks and is %s here; leave it out, or give the shape as chunks."
              .formatted(shown.subject(), shape.isEmpty() ? "null" : shape));
    }
  }

  private static Chunks chunks(JsonCursor at, ArraysSchema schema) {
    JsonNode node = at.node();
    boolean auto = node.isString() && node.stringValue().equals("auto");
    if (auto || (node.isBoolean() && node.booleanValue())) {
      return new Chunks.Auto();
    }
    if (!node.isArray() || node.isEmpty()) {
      throw at.wrong(CHUNKS);
    }
    return new Chunks.Manual(StorageRules.chunkShape(at, schema));
  }

  private static Compression compression(JsonCursor at) {
    JsonNode node = at.node();
    if (node.isObject()) {
      return described(at);
    }
    if (node.isString()) {
      return named(at, at, Optional.empty());
    }
    if (node.isIntegralNumber()) {
      return StorageRules.NUMBERS.plugin(at, Optional.empty());
    }
    throw at.wrong(COMPRESSION);
  }

  private static Compression described(JsonCursor at) {
    Optional<JsonCursor> codec = at.findGiven("codec");
    Optional<JsonCursor> filter = at.findGiven("filter");
    if (codec.isPresent() == filter.isPresent()) {
      at.refuseUnknown(COMPRESSED);
      throw at.fault(
          codec.isPresent()
              ? at.subject() + " has both codec and filter; give one of them."
              : at.subject() + " names nothing that compresses; give codec or filter, or null.");
    }
    if (filter.isPresent()) {
      at.refuseUnknown(List.of("filter", "parameters"), COMPRESSED);
      return StorageRules.NUMBERS.plugin(filter.get(), at.findGiven("parameters"));
    }
    return named(at, codec.get(), at.findGiven("parameters"));
  }

  private static Compression named(
      JsonCursor owner, JsonCursor at, Optional<JsonCursor> parameters) {
    String name = at.node().isString() ? at.node().stringValue().toLowerCase(Locale.ROOT) : "";
    switch (name) {
      case "gzip" -> {
        requireOnly(owner, "level");
        return StorageRules.NUMBERS.gzip(member(owner, "level"));
      }
      case "lzf" -> {
        requireOnly(owner);
        return new Compression.Lzf();
      }
      case "szip" -> {
        requireOnly(owner, "coding", "pixels_per_block");
        return StorageRules.NUMBERS.szip(
            member(owner, "coding"), member(owner, "pixels_per_block"));
      }
      default -> {
        boolean isNamed = Hdf5Filters.plugins().contains(name);
        if (!isNamed && NumberReading.findInt(name, 9).isEmpty()) {
          throw StorageRules.unknown(at, CODECS);
        }
        requireOnly(owner, "parameters");
        return isNamed
            ? new Compression.Plugin(name, StorageRules.NUMBERS.parameters(parameters))
            : StorageRules.NUMBERS.plugin(at, parameters);
      }
    }
  }

  private static Optional<JsonCursor> member(JsonCursor owner, String name) {
    return owner.node().isObject() ? owner.findGiven(name) : Optional.empty();
  }

  private static void requireOnly(JsonCursor owner, String... members) {
    if (owner.node().isObject()) {
      owner.refuseUnknown(
          Stream.concat(Stream.of("codec"), Stream.of(members)).toList(), COMPRESSED);
    }
  }

  /**
   * The interface's form, as it was asked for, and the shape that chunks have; always all of it.
   */
  static void add(ObjectNode node, StorageOptions options, ArraysSchema schema) {
    switch (options.chunks()) {
      case Chunks.None _ -> node.putNull("chunks");
      case Chunks.Auto _ -> node.put("chunks", "auto");
      case Chunks.Manual(Shape shape) -> {
        ArrayNode list = node.putArray("chunks");
        shape.toList().forEach(list::add);
      }
    }
    options
        .chunkShape(SchemaBody.fileShape(schema), schema.dtype())
        .ifPresentOrElse(
            shape -> shape.toList().forEach(node.putArray(CHUNK_SHAPE)::add),
            () -> node.putNull(CHUNK_SHAPE));
    switch (options.compression()) {
      case Compression.None _ -> node.putNull("compression");
      case Compression.Gzip(int level) ->
          node.putObject("compression").put("codec", "gzip").put("level", level);
      case Compression.Lzf _ -> node.putObject("compression").put("codec", "lzf");
      case Compression.Szip(String coding, int pixels) ->
          node.putObject("compression")
              .put("codec", "szip")
              .put("coding", coding)
              .put("pixels_per_block", pixels);
      case Compression.Plugin(String codec, List<Integer> parameters) -> {
        ObjectNode child = node.putObject("compression");
        boolean isNamed = Hdf5Filters.plugins().contains(codec);
        if (isNamed) {
          child.put("codec", codec);
        } else {
          child.put("filter", Hdf5Filters.number(codec));
        }
        if (!isNamed || !parameters.isEmpty()) {
          ArrayNode list = child.putArray("parameters");
          parameters.forEach(parameter -> list.add(Integer.toUnsignedLong(parameter)));
        }
      }
    }
  }
}
