package io.hypertile.store.remote;

import io.hypertile.store.ByteRange;
import io.hypertile.store.Piece;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Bytes that one request fetches, and the pieces that lie in them in whole or in part.
 *
 * @param range the bytes
 * @param pieces their memory; those of a suffix count from the end of the object
 */
record ReadRun(ByteRange range, List<Piece> pieces) {
  /** Greatest gap in bytes that is fetched and thrown away, rather than split into two requests. */
  static final long GAP = 64 << 10;

  /** Most bytes of one request, so that large ranges come over several connections. */
  static final long PART = 8 << 20;

  /**
   * The requests that fetch all pieces: near ranges together, large ones in parts, and one for all
   * suffixes. One at least.
   */
  static List<ReadRun> of(List<Piece> pieces) {
    List<ReadRun> runs = new ArrayList<>();
    List<Piece> spans = new ArrayList<>();
    List<Piece> suffixes = new ArrayList<>();
    for (Piece piece : pieces) {
      (piece.range() instanceof ByteRange.Suffix ? suffixes : spans).add(piece);
    }
    if (!suffixes.isEmpty()) {
      long longest = suffixes.stream().mapToLong(p -> p.range().length()).max().orElseThrow();
      runs.add(new ReadRun(new ByteRange.Suffix(longest), suffixes));
    }
    spans.sort(Comparator.comparingLong(ReadRun::start));
    int from = 0;
    while (from < spans.size()) {
      long start = start(spans.get(from));
      long stop = stop(spans.get(from));
      int to = from + 1;
      while (to < spans.size() && start(spans.get(to)) - GAP <= stop) {
        stop = Math.max(stop, stop(spans.get(to)));
        to++;
      }
      addParts(start, stop, spans.subList(from, to), runs);
      from = to;
    }
    return runs;
  }

  private static void addParts(long start, long stop, List<Piece> pieces, List<ReadRun> runs) {
    long at = start;
    while (at < stop) {
      long end = stop - at <= PART ? stop : at + PART;
      long begin = at;
      List<Piece> within = pieces.stream().filter(p -> start(p) < end && stop(p) > begin).toList();
      runs.add(new ReadRun(new ByteRange.Span(at, end - at), within));
      at = end;
    }
  }

  /**
   * Copies bytes of the object to where the pieces want them.
   *
   * @param position position in the object of the first byte of the buffer
   * @param size bytes of the object in all
   */
  void scatter(byte[] buffer, int count, long position, long size) {
    for (Piece piece : pieces) {
      ByteRange.Span span = piece.range().within(size).orElseThrow();
      long from = Math.max(span.offset(), position);
      long to = Math.min(span.stop(), position + count);
      if (from < to) {
        MemorySegment.copy(
            buffer,
            (int) (from - position),
            piece.target(),
            ValueLayout.JAVA_BYTE,
            from - span.offset(),
            (int) (to - from));
      }
    }
  }

  private static long start(Piece piece) {
    return ((ByteRange.Span) piece.range()).offset();
  }

  private static long stop(Piece piece) {
    return ((ByteRange.Span) piece.range()).stop();
  }
}
