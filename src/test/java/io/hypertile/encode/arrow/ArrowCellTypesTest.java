package io.hypertile.encode.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.encode.Spool;
import io.hypertile.error.ServiceException;
import io.hypertile.memory.HeapMemory;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cells that are no numbers as columns of Arrow, in one message and in several. */
class ArrowCellTypesTest {
  private static final CellType TEXT = new CellType.Text();

  @TempDir private Path folder;

  private static CellsHeader header(CellType type, int cells) {
    return CellsHeader.of(type, Shape.of(cells), List.of("x"));
  }

  private static CellsHeader withNull(CellsHeader header, byte[] absent) {
    Optional<FillValue> fill = Optional.of(FillValue.of(header.dtype(), absent));
    return header.with(new CellsHeader.Meaning(fill, Map.of(), Optional.empty()));
  }

  private byte[] encoded(CellsHeader header, CellBlock block, int step) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CellEncoder encoder =
        new ArrowFormat(new Spool(folder)).encoder(header, EncodeOptions.defaults())) {
      encoder.begin(out);
      int size = header.dtype().size();
      long all = block.cells().byteSize();
      for (long at = 0; at < all; at += (long) step * size) {
        encoder.cells(block.slice(at, Math.min(all - at, (long) step * size)), out);
      }
      encoder.end(out);
      encoder
          .contentLength()
          .ifPresent(length -> assertThat(length).as("length told before").isEqualTo(out.size()));
    }
    return out.toByteArray();
  }

  /** The cells of the last column, texts as a body has them. */
  private byte[] read(byte[] stream, CellType expected, Optional<FillValue> missing)
      throws IOException {
    Path file = Files.write(folder.resolve("cells.arrows"), stream);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ArrowStream read = ArrowStream.open(channel);
      int last = read.columns().size() - 1;
      assertThat(read.columns().get(last).type()).isEqualTo(expected);
      CellSource cells = read.cells(last, missing);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteBuffer buffer = ByteBuffer.allocate(1021);
      while (cells.read(buffer.clear()) >= 0) {
        out.write(buffer.array(), 0, buffer.position());
      }
      return out.toByteArray();
    }
  }

  private static byte[] body(List<String> texts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      out.writeBytes(length.putInt(bytes.length).array());
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }

  private static CellBlock block(List<String> texts, HeapMemory heap, Arena arena) {
    CellBlock block =
        new CellBlock(arena.allocate((long) texts.size() * CellBlock.REFERENCE, 8), heap);
    for (int n = 0; n < texts.size(); n++) {
      MemorySegment bytes = MemorySegment.ofArray(texts.get(n).getBytes(StandardCharsets.UTF_8));
      HeapMemory.Room room = heap.take(bytes.byteSize());
      room.bytes().copyFrom(bytes);
      block.put(n, room.place(), bytes.byteSize());
    }
    return block;
  }

  private static List<String> texts(int count, int longest) {
    Random random = TestSeed.random();
    List<String> texts = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      texts.add("Ærø 日本 \uD83C\uDF0A".repeat(random.nextInt(longest)) + n % 7);
    }
    return texts;
  }

  @Test
  void textsComeInAsManyMessagesAsTheyNeed() throws IOException {
    for (List<String> texts :
        List.of(texts(1, 3), texts(40_001, 3), texts(300, 2_000), texts(3, 120_000))) {
      try (HeapMemory heap = HeapMemory.ofChunk(MemoryBudget.only(MemoryUse.CHUNKS, 64 << 20));
          Arena arena = Arena.ofConfined()) {
        CellBlock block = block(texts, heap, arena);
        byte[] stream = encoded(header(TEXT, texts.size()), block, 997);
        assertThat(read(stream, TEXT, Optional.empty())).isEqualTo(body(texts));
      }
    }
  }

  @Test
  void textsEqualToTheFillValueAreNull() throws IOException {
    List<String> texts = texts(20_000, 2);
    byte[] absent = "3".getBytes(StandardCharsets.UTF_8);
    try (HeapMemory heap = HeapMemory.ofChunk(MemoryBudget.only(MemoryUse.CHUNKS, 64 << 20));
        Arena arena = Arena.ofConfined()) {
      CellsHeader header = withNull(header(TEXT, texts.size()), absent);
      byte[] stream = encoded(header, block(texts, heap, arena), 20_000);
      byte[] mark = "nothing".getBytes(StandardCharsets.UTF_8);
      List<String> expected =
          texts.stream().map(text -> text.equals("3") ? "nothing" : text).toList();
      assertThat(expected).contains("nothing");
      assertThat(read(stream, TEXT, Optional.of(FillValue.of(TEXT, mark))))
          .isEqualTo(body(expected));
    }
  }

  @Test
  void paddedTextsLoseTheirPaddingAndFourBytesThatAreNoCharacter() throws IOException {
    int[] characters = {'a', 'Æ', 0x1f30a, 0, 0, 0, 0xd800, 'b', 0, 'c', 0, 'd'};
    ByteBuffer cells = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
    for (int character : characters) {
      cells.putInt(character);
    }
    CellType type = new CellType.FixedText(12);
    CellBlock block = CellBlock.of(MemorySegment.ofArray(cells.array()));
    assertThat(read(encoded(header(type, 4), block, 1), TEXT, Optional.empty()))
        .isEqualTo(body(List.of("aÆ\uD83C\uDF0A", "", "\ufffdb", "c\0d")));
  }

  @Test
  void truthValuesAreBits() throws IOException {
    CellType type = new CellType.Truth();
    byte[] cells = new byte[16 * 1024 + 13];
    for (int n = 0; n < cells.length; n++) {
      cells[n] = (byte) (n % 3 == 0 ? 1 : 0);
    }
    byte[] stream =
        encoded(header(type, cells.length), CellBlock.of(MemorySegment.ofArray(cells)), 5_000);
    assertThat(read(stream, type, Optional.empty())).isEqualTo(cells);
  }

  @Test
  void timesThatAreNoneAreNullAndOthersInAUnitOfStreams() throws IOException {
    CellType hours = new CellType.TimePoint(CellTimeUnit.HOURS, 1);
    CellType seconds = new CellType.TimePoint(CellTimeUnit.SECONDS, 1);
    long[] times = {0, -5, Long.MIN_VALUE, 438_300, Long.MAX_VALUE};
    byte[] stream = encoded(header(hours, 5), CellBlock.of(MemorySegment.ofArray(bytes(times))), 2);
    assertThatThrownBy(() -> read(stream, seconds, Optional.empty()))
        .isInstanceOf(ServiceException.class);
    long[] expected = {0, -18_000, 77, 1_577_880_000, Long.MAX_VALUE};
    byte[] mark = bytes(77);
    assertThat(read(stream, seconds, Optional.of(FillValue.of(seconds, mark))))
        .isEqualTo(bytes(expected));
  }

  private static byte[] bytes(long... values) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[values.length * Long.BYTES]);
    for (int n = 0; n < values.length; n++) {
      bytes.set(
          ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
          (long) n * Long.BYTES,
          values[n]);
    }
    return bytes.toArray(ValueLayout.JAVA_BYTE);
  }
}
