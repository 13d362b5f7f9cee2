package io.hypertile.zarr;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Filters and compressor of an array of format 2.
 *
 * @param filters before the compressor, each with an {@code id}
 * @param compressor empty if there is none
 */
record V2Filters(List<Member> filters, Optional<Member> compressor) {
  private static final int MOST = 32;
  private static final Set<String> OF_CELLS =
      Set.of("vlen-utf8", "vlen-bytes", "vlen-array", "pickle", "json2", "msgpack2");

  /** Filters that take and give cells; all others take and give bytes. */
  private static final Set<String> FROM_CELLS_TO_CELLS =
      Set.of(
          "delta", "fixedscaleoffset", "quantize", "astype", "bitround", "packbits", "categorize");

  private static final List<String> SHUFFLES = List.of("noshuffle", "shuffle", "bitshuffle");

  static V2Filters parse(Member array) {
    List<Member> filters = array.find("filters").map(Member::list).orElse(List.of());
    if (filters.size() > MOST) {
      throw array.get("filters").fault("it has more than " + MOST + " filters");
    }
    return new V2Filters(filters, array.find("compressor"));
  }

  /** The filter that turns cells of any length into bytes; empty if there is none. */
  Optional<String> cellsCodec() {
    return filters.stream().map(V2Filters::id).filter(OF_CELLS::contains).findFirst();
  }

  private static String id(Member filter) {
    return filter.get("id").text();
  }

  /** The codecs in the order of encoding, as format 3 names them. */
  List<CodecSpec> codecs(V2Type type, boolean isColumnMajor, int rank) {
    List<CodecSpec> codecs = new ArrayList<>();
    if (isColumnMajor && rank > 1) {
      codecs.add(transpose(rank));
    }
    boolean isCells = true;
    for (Member filter : filters) {
      String id = id(filter);
      if (OF_CELLS.contains(id)) {
        requireCells(isCells, filter);
        codecs.add(CodecSpec.of(id));
        isCells = false;
      } else {
        if (FROM_CELLS_TO_CELLS.contains(id)) {
          requireCells(isCells, filter);
        } else if (isCells) {
          codecs.add(bytes(type));
          isCells = false;
        }
        codecs.add(codec(filter, type));
      }
    }
    if (isCells) {
      codecs.add(bytes(type));
    }
    compressor.ifPresent(member -> codecs.add(codec(member, type)));
    return codecs;
  }

  private static void requireCells(boolean isCells, Member filter) {
    if (!isCells) {
      throw filter.unsupported("a filter of cells behind one that gives bytes");
    }
  }

  private static CodecSpec bytes(V2Type type) {
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    type.order().ifPresent(order -> settings.put("endian", order.text()));
    return new CodecSpec("bytes", settings);
  }

  private static CodecSpec transpose(int rank) {
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    ArrayNode order = settings.putArray("order");
    for (int axis = rank - 1; axis >= 0; axis--) {
      order.add(axis);
    }
    return new CodecSpec("transpose", settings);
  }

  private static CodecSpec codec(Member member, V2Type type) {
    String id = id(member);
    ObjectNode settings = member.object().deepCopy();
    settings.remove("id");
    return switch (id) {
      case "blosc" -> new CodecSpec(id, blosc(member, settings, type));
      case "gzip" -> new CodecSpec(id, settings);
      case "zstd" -> {
        if (!settings.has("checksum")) {
          settings.put("checksum", false);
        }
        yield new CodecSpec(id, settings);
      }
      // The names that the same codecs have in format 3 when zarr-python writes them.
      default -> new CodecSpec("numcodecs." + id, settings);
    };
  }

  private static ObjectNode blosc(Member member, ObjectNode settings, V2Type type) {
    int size = type.type().cellBytes().orElse(1);
    int shuffle = (int) member.find("shuffle").map(s -> s.whole(-1, 2)).orElse(1L).longValue();
    // -1: by bits where cells have one byte, by bytes elsewhere.
    int own = shuffle < 0 ? (size == 1 ? 2 : 1) : shuffle;
    settings.put("typesize", size);
    settings.put("shuffle", SHUFFLES.get(own));
    return settings;
  }
}
