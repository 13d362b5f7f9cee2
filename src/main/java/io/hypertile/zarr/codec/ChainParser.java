package io.hypertile.zarr.codec;

import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Shape;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Zarr's names of codecs: the one place where they meet the kernels. Builds a chain and checks that
 * its codecs can follow each other.
 */
final class ChainParser {
  private static final int MOST_CODECS = 16;
  private static final int DEEPEST_SHARDS = 4;

  private final int depth;
  private final String pointer;
  private final ChunkForm form;
  private Transposition axes;
  private ZarrCodec.@Nullable ArrayToBytes serializer;
  private String serializerName = "";
  private final List<ZarrCodec.Packed> packers = new ArrayList<>();

  private ChainParser(int depth, String pointer, ChunkForm form) {
    this.depth = depth;
    this.pointer = pointer;
    this.form = form;
    this.axes = Transposition.none(form.shape());
  }

  static CodecChain parse(List<CodecDocument> documents, ChunkForm form) {
    return new ChainParser(0, "/codecs", form).parse(documents);
  }

  private CodecChain parse(List<CodecDocument> documents) {
    if (documents.size() > MOST_CODECS) {
      throw CodecFault.invalid(pointer, "is a chain of more than " + MOST_CODECS);
    }
    for (int i = 0; i < documents.size(); i++) {
      add(documents.get(i), pointer + "/" + i);
    }
    if (serializer == null) {
      throw CodecFault.invalid(
          pointer,
          "has none that turns an array into bytes: bytes, vlen-utf8, vlen-bytes or"
              + " sharding_indexed");
    }
    return new CodecChain(depth, form, axes, serializer, packers);
  }

  private void add(CodecDocument document, String at) {
    switch (document.name()) {
      case "transpose" -> transpose(document, at);
      case "bytes" -> serialize(bytes(document, at), document, at);
      case "vlen-utf8", "vlen-bytes" -> serialize(anyLength(document, at), document, at);
      case "sharding_indexed" -> {
        requireFirst(document, at);
        serialize(sharded(document, at), document, at);
      }
      case "gzip", "zstd", "blosc", "crc32c", PackerParser.ZLIB -> pack(document, at);
      default -> throw CodecFault.unsupported(at, document.name());
    }
  }

  private void transpose(CodecDocument document, String at) {
    if (serializer != null) {
      throw CodecFault.invalid(
          at, "takes an array and stands behind " + serializerName + ", which gives bytes");
    }
    Settings settings = Settings.of(at, document, "order");
    int rank = form.shape().rank();
    long[] order = settings.integers("order", rank, 0);
    boolean[] isSeen = new boolean[rank];
    for (long axis : order) {
      if (axis >= rank || isSeen[(int) axis]) {
        throw CodecFault.invalid(
            settings.pointerTo("order"), "must name each of the %d axes once".formatted(rank));
      }
      isSeen[(int) axis] = true;
    }
    axes = axes.then(order);
  }

  private void requireFirst(CodecDocument document, String at) {
    if (serializer != null) {
      throw CodecFault.invalid(
          at, "takes an array and stands behind " + serializerName + ", which gives bytes");
    }
    if (!packers.isEmpty()) {
      throw CodecFault.invalid(
          at, "(" + document.name() + ") takes an array and stands behind one that gives bytes");
    }
  }

  private void serialize(ZarrCodec.ArrayToBytes codec, CodecDocument document, String at) {
    requireFirst(document, at);
    serializer = codec;
    serializerName = document.name();
  }

  private ZarrCodec.ArrayToBytes bytes(CodecDocument document, String at) {
    if (!(form.cell() instanceof CellForm.Fixed fixed)) {
      throw CodecFault.invalid(at, "takes cells of one size, and these are of any length");
    }
    requireSize(at, fixed);
    Settings settings = Settings.of(at, document, "endian");
    Optional<String> endian = settings.text("endian", List.of("little", "big"));
    if (endian.isEmpty() && fixed.numberBytes() > 1) {
      throw CodecFault.invalid(settings.pointerTo("endian"), "must be little or big");
    }
    boolean isBig = endian.filter("big"::equals).isPresent();
    return new ZarrCodec.Bytes(isBig ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
  }

  private void requireSize(String at, CellForm.Fixed fixed) {
    try {
      if (Math.multiplyExact(form.shape().cells(), (long) fixed.bytes()) <= Integer.MAX_VALUE) {
        return;
      }
    } catch (ArithmeticException e) {
      // Even larger.
    }
    throw CodecFault.invalid(at, "gets chunks of 2 GiB or more; make them smaller");
  }

  private ZarrCodec.ArrayToBytes anyLength(CodecDocument document, String at) {
    boolean isFit =
        document.name().equals("vlen-utf8")
            ? form.cell() instanceof CellForm.Text
            : form.cell() instanceof CellForm.AnyBytes;
    if (!isFit) {
      throw CodecFault.invalid(at, "(" + document.name() + ") does not take the array's data type");
    }
    Settings.of(at, document);
    requireSize(at, new CellForm.Fixed(4, 1));
    return new ZarrCodec.AnyLength();
  }

  private void pack(CodecDocument document, String at) {
    if (serializer == null) {
      throw CodecFault.invalid(
          at,
          "("
              + document.name()
              + ") takes bytes and stands in front of the one that makes bytes of an array");
    }
    packers.add(new ZarrCodec.Packed(document.name(), PackerParser.kernel(document, at)));
  }

  private ZarrCodec.ArrayToBytes sharded(CodecDocument document, String at) {
    if (depth + 1 >= DEEPEST_SHARDS) {
      throw CodecFault.invalid(at, "nests shards more than " + (DEEPEST_SHARDS - 1) + " deep");
    }
    Settings settings =
        Settings.of(at, document, "chunk_shape", "codecs", "index_codecs", "index_location");
    ChunkGrid grid = shardGrid(settings);
    boolean isAtEnd =
        settings.text("index_location", List.of("start", "end")).filter("start"::equals).isEmpty();
    ChunkForm chunk = new ChunkForm(grid.chunkShape(), form.cell());
    String chunksAt = settings.pointerTo("codecs");
    CodecChain chunks =
        new ChainParser(depth + 1, chunksAt, chunk)
            .parse(documents(settings.member("codecs"), chunksAt));
    Sharding sharding = new Sharding(grid, chunks, indexChain(settings, grid), isAtEnd);
    try {
      sharding.largestEncoded();
    } catch (ArithmeticException e) {
      throw CodecFault.invalid(at, "makes shards of 2^63 bytes or more");
    }
    return new ZarrCodec.Sharded(sharding);
  }

  private ChunkGrid shardGrid(Settings settings) {
    Shape shard = axes.encoded();
    long[] inner = settings.integers("chunk_shape", shard.rank(), 1);
    for (int axis = 0; axis < inner.length; axis++) {
      if (shard.length(axis) % inner[axis] != 0) {
        throw CodecFault.invalid(
            settings.pointerTo("chunk_shape"),
            "does not divide axis %d of the shard, which has %d cells"
                .formatted(axis, shard.length(axis)));
      }
    }
    return new ChunkGrid(shard, Shape.of(inner));
  }

  private CodecChain indexChain(Settings settings, ChunkGrid grid) {
    String at = settings.pointerTo("index_codecs");
    long chunks;
    try {
      chunks = grid.counts().cells();
      if (ShardIndex.bytes(Math.multiplyExact(chunks, 2)) > Integer.MAX_VALUE) {
        throw new ArithmeticException();
      }
    } catch (ArithmeticException e) {
      throw CodecFault.invalid(
          settings.pointerTo("chunk_shape"), "cuts a shard into too many chunks");
    }
    ChunkForm entries = new ChunkForm(Shape.of(chunks, 2), new CellForm.Fixed(8, 8));
    List<CodecDocument> documents = documents(settings.member("index_codecs"), at);
    for (int i = 0; i < documents.size(); i++) {
      String name = documents.get(i).name();
      if (!name.equals("bytes") && !name.equals("crc32c")) {
        throw CodecFault.invalid(
            at + "/" + i, "gives no fixed number of bytes, as an index needs; give bytes, crc32c");
      }
    }
    return new ChainParser(depth + 1, at, entries).parse(documents);
  }

  private static List<CodecDocument> documents(JsonNode list, String at) {
    if (!list.isArray()) {
      throw CodecFault.invalid(at, "must be a list of codecs");
    }
    List<CodecDocument> documents = new ArrayList<>();
    for (JsonNode node : list) {
      JsonNode name = node.isString() ? node : node.path("name");
      if (!name.isString()) {
        throw CodecFault.invalid(at + "/" + documents.size(), "must have a name");
      }
      JsonNode configuration = node.path("configuration");
      documents.add(
          new CodecDocument(
              name.stringValue(),
              configuration.isMissingNode()
                  ? JsonNodeFactory.instance.objectNode()
                  : configuration));
    }
    return documents;
  }
}
