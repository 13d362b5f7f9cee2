package io.hypertile.deker.form;

import io.hypertile.hdf5.filter.Hdf5Filters;
import io.hypertile.json.JsonCursor;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.StorageOptions;
import io.hypertile.schema.StorageOptions.Chunks;
import io.hypertile.schema.StorageOptions.Compression;
import io.hypertile.schema.json.StorageRules;
import io.hypertile.text.NumberReading;
import java.util.List;
import java.util.Optional;

/** Storage options as Deker stores them (deker-layout.md, "Chunks and compression"). */
final class DekerOptionsJson {
  private static final String MODES = "\"none\", \"true\" or \"manual\"";
  private static final List<String> NAMES = List.of("none", "gzip", "lzf", "szip");

  private DekerOptionsJson() {}

  static StorageOptions parse(JsonCursor at, ArraysSchema schema) {
    at.requireObject("an object with chunks and compression, or null");
    Chunks chunks = at.findGiven("chunks").map(c -> chunks(c, schema)).orElseGet(Chunks.None::new);
    Compression compression =
        at.findGiven("compression")
            .map(DekerOptionsJson::compression)
            .orElseGet(Compression.None::new);
    return new StorageOptions(chunks, compression);
  }

  private static Chunks chunks(JsonCursor at, ArraysSchema schema) {
    at.requireObject("an object with mode");
    JsonCursor mode = at.require("mode", MODES);
    return switch (mode.node().isString() ? mode.node().stringValue() : "") {
      case "none" -> new Chunks.None();
      case "true" -> new Chunks.Auto();
      case "manual" ->
          new Chunks.Manual(
              StorageRules.chunkShape(at.require("size", "a list of integers"), schema));
      default -> throw mode.wrong(MODES);
    };
  }

  private static Compression compression(JsonCursor at) {
    at.requireObject("an object with compression and options");
    JsonCursor name = at.require("compression", "the name or number of a filter");
    Optional<JsonCursor> parameters = at.findGiven("options");
    switch (name.node().isString() ? name.node().stringValue() : "") {
      case "none" -> {
        if (parameters.isPresent() && parameters.get().size() > 0) {
          throw parameters
              .get()
              .fault(parameters.get().subject() + " must be empty where nothing compresses.");
        }
        return new Compression.None();
      }
      case "gzip" -> {
        return StorageRules.TEXTS.gzip(parameters);
      }
      case "lzf" -> {
        StorageRules.TEXTS.requireNoParameters(parameters);
        return new Compression.Lzf();
      }
      case "szip" -> {
        return StorageRules.TEXTS.szip(parameters.filter(list -> list.size() > 0));
      }
      default -> {
        boolean number =
            name.node().isIntegralNumber()
                || (name.node().isString()
                    && NumberReading.findInt(name.node().stringValue(), 9).isPresent());
        if (!number) {
          throw StorageRules.unknown(name, NAMES);
        }
        return StorageRules.TEXTS.plugin(name, parameters);
      }
    }
  }

  static void write(PythonJson json, StorageOptions options) {
    json.open('{').key("chunks").open('{').key("mode");
    switch (options.chunks()) {
      case Chunks.None _ -> json.text("none");
      case Chunks.Auto _ -> json.text("true");
      case Chunks.Manual(Shape shape) -> {
        json.text("manual").key("size").open('[');
        shape.toList().forEach(length -> json.raw(length.toString()));
        json.close(']');
      }
    }
    json.close('}').key("compression").open('{').key("compression");
    switch (options.compression()) {
      case Compression.None _ -> json.text("none").key("options").open('[').close(']');
      case Compression.Gzip(int level) -> parameters(json.text("gzip"), Integer.toString(level));
      case Compression.Lzf _ -> parameters(json.text("lzf"));
      case Compression.Szip(String coding, int pixels) ->
          parameters(json.text("szip"), coding, Integer.toString(pixels));
      case Compression.Plugin(String codec, List<Integer> values) ->
          parameters(
              json.text(Integer.toString(Hdf5Filters.number(codec))),
              values.stream().map(Integer::toUnsignedString).toArray(String[]::new));
    }
    json.close('}').close('}');
  }

  private static void parameters(PythonJson json, String... values) {
    json.key("options");
    if (values.length == 0) {
      json.nothing();
      return;
    }
    json.open('[');
    for (String value : values) {
      json.text(value);
    }
    json.close(']');
  }
}
