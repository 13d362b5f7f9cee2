package io.hypertile.zarr.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents of codecs that cannot be, each refused by the member at fault. */
class ChainParserTest {
  private static final String LITTLE = "{'name': 'bytes', 'configuration': {'endian': 'little'}}";
  private static final ChunkForm INTS = new ChunkForm(Shape.of(4, 6), new CellForm.Fixed(4, 4));

  private static void assertRefused(String codecs, ChunkForm form, String pointer) {
    assertThatThrownBy(
            () -> CodecChain.of(ZarrFixtures.documents(codecs.replace("LITTLE", LITTLE)), form))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SCHEMA);
              assertThat(e.members()).containsEntry("pointer", pointer);
              assertThat(e.getMessage()).contains(pointer);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|/codecs",
        "[{'name': 'crc32c'}, LITTLE]|/codecs/0",
        "[LITTLE, LITTLE]|/codecs/1",
        "[LITTLE, {'name': 'transpose', 'configuration': {'order': [1, 0]}}]|/codecs/1",
        "[{'name': 'transpose', 'configuration': {'order': [0, 0]}}, LITTLE]"
            + "|/codecs/0/configuration/order",
        "[{'name': 'transpose', 'configuration': {'order': [0, 2]}}, LITTLE]"
            + "|/codecs/0/configuration/order",
        "[{'name': 'transpose', 'configuration': {'order': [0]}}, LITTLE]"
            + "|/codecs/0/configuration/order",
        "[{'name': 'transpose', 'configuration': {}}, LITTLE]|/codecs/0/configuration/order",
        "[{'name': 'bytes', 'configuration': {}}]|/codecs/0/configuration/endian",
        "[{'name': 'bytes', 'configuration': {'endian': 'middle'}}]"
            + "|/codecs/0/configuration/endian",
        "[{'name': 'bytes', 'configuration': 5}]|/codecs/0/configuration",
        "[{'name': 'vlen-utf8', 'configuration': {}}]|/codecs/0",
        "[LITTLE, {'name': 'gzip', 'configuration': {'level': 10}}]|/codecs/1/configuration/level",
        "[LITTLE, {'name': 'gzip', 'configuration': {}}]|/codecs/1/configuration/level",
        "[LITTLE, {'name': 'gzip', 'configuration': {'level': 1, 'speed': 1}}]"
            + "|/codecs/1/configuration/speed",
        "[LITTLE, {'name': 'zstd', 'configuration': {'level': 23}}]|/codecs/1/configuration/level",
        "[LITTLE, {'name': 'zstd', 'configuration': {'level': 1, 'checksum': 'yes'}}]"
            + "|/codecs/1/configuration/checksum",
        "[LITTLE, {'name': 'blosc', 'configuration': {'cname': 'lzo', 'clevel': 1, 'shuffle':"
            + " 'shuffle', 'typesize': 4, 'blocksize': 0}}]|/codecs/1/configuration/cname",
        "[LITTLE, {'name': 'blosc', 'configuration': {'cname': 'lz4', 'clevel': 1, 'shuffle':"
            + " 'shuffle', 'blocksize': 0}}]|/codecs/1/configuration/typesize",
      })
  void chainsThatCannotBeAreRefusedByTheMemberAtFault(String codecs, String pointer) {
    assertRefused(codecs, INTS, pointer);
  }

  private static String sharded(String shape, String codecs, String index) {
    return "[{'name': 'sharding_indexed', 'configuration': {'chunk_shape': %s, 'codecs': %s,"
            .formatted(shape, codecs)
        + " 'index_codecs': %s}}]".formatted(index);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[3, 3]|[LITTLE]|[LITTLE]|chunk_shape",
        "[0, 3]|[LITTLE]|[LITTLE]|chunk_shape",
        "[2]|[LITTLE]|[LITTLE]|chunk_shape",
        "[2, 2]|[]|[LITTLE]|codecs",
        "[2, 2]|7|[LITTLE]|codecs",
        "[2, 2]|[{}]|[LITTLE]|codecs/0",
        "[2, 2]|[LITTLE]|[]|index_codecs",
        "[2, 2]|[LITTLE]|[LITTLE, {'name': 'zstd', 'configuration': {'level': 1}}]"
            + "|index_codecs/1"
      })
  void shardsThatCannotBeAreRefused(String shape, String codecs, String index, String member) {
    assertRefused(sharded(shape, codecs, index), INTS, "/codecs/0/configuration/" + member);
  }

  @Test
  void shardsNestedTooDeepAreRefused() {
    String codecs = "[LITTLE]";
    for (int depth = 0; depth < 3; depth++) {
      codecs = sharded("[2, 2]", codecs, "[LITTLE]");
    }
    String deepest = codecs;
    CodecChain.of(ZarrFixtures.documents(deepest.replace("LITTLE", LITTLE)), INTS);
    assertRefused(
        sharded("[2, 2]", deepest, "[LITTLE]"),
        INTS,
        "/codecs/0/configuration/codecs/0/configuration/codecs/0/configuration/codecs/0");
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 29, 1L << 40, Long.MAX_VALUE})
  void chunksOfTwoGigabytesAreRefused(long length) {
    assertRefused(
        "[LITTLE]", new ChunkForm(Shape.of(length), new CellForm.Fixed(4, 4)), "/codecs/0");
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 40, Long.MAX_VALUE})
  void shardsOfTooManyChunksAreRefused(long length) {
    assertRefused(
        sharded("[1]", "[LITTLE]", "[LITTLE]"),
        new ChunkForm(Shape.of(length), new CellForm.Fixed(4, 4)),
        "/codecs/0/configuration/chunk_shape");
  }

  @Test
  void longChainsAreRefused() {
    String codecs = "[LITTLE" + ", {'name': 'crc32c'}".repeat(16) + "]";
    assertRefused(codecs, INTS, "/codecs");
  }

  @Test
  void codecsThatThisBuildDoesNotHaveAreRefusedByName() {
    String codecs = "[LITTLE, {'name': 'zfp'}]".replace("LITTLE", LITTLE);
    assertThatThrownBy(() -> CodecChain.of(ZarrFixtures.documents(codecs), INTS))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_STORAGE);
              assertThat(e.members())
                  .containsEntry("pointer", "/codecs/1")
                  .containsEntry("name", "zfp");
            });
  }

  @Test
  void endianMayBeLeftOutWhereItMeansNothing() {
    ChunkForm bytes = new ChunkForm(Shape.of(3), new CellForm.Fixed(1, 1));
    CodecChain chain = CodecChain.of(ZarrFixtures.documents("[{'name': 'bytes'}]"), bytes);
    assertThat(chain.largestEncoded()).isEqualTo(3);
  }
}
