package io.hypertile.journal;

import io.hypertile.journal.CrashDisk.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The contents and times of files that a power loss leaves. */
final class CrashFiles {
  private static final int PAGE = 4096;
  private static final int SECTOR = 512;

  /** Stands for the time of a file of which no stamp is left: any. */
  private static final Instant UNSTAMPED = Instant.MIN;

  private final List<Event> past;
  private final Map<Integer, List<Integer>> changes;
  private final Map<Integer, Integer> forced;
  private final Map<Integer, Integer> forcedTimes;
  private final Random random;

  /** The changes, those of each inode, and when it and its time were last forced. */
  CrashFiles(
      List<Event> past,
      Map<Integer, List<Integer>> changes,
      Map<Integer, Integer> forced,
      Map<Integer, Integer> forcedTimes,
      Random random) {
    this.past = past;
    this.changes = changes;
    this.forced = forced;
    this.forcedTimes = forcedTimes;
    this.random = random;
  }

  /** Writes what is left of a file. */
  void write(int inode, Path path) throws IOException {
    int durable = forced.getOrDefault(inode, -1);
    Content content = new Content();
    List<byte[]> later = new ArrayList<>();
    List<Instant> times = new ArrayList<>(List.of(UNSTAMPED));
    for (int i : changes.getOrDefault(inode, List.of())) {
      if (i > durable && later.isEmpty()) {
        later.add(content.bytes());
      }
      if (past.get(i) instanceof Event.Touch touch) {
        if (i < forcedTimes.getOrDefault(inode, -1)) {
          times.clear();
        }
        times.add(touch.time());
      } else {
        content.apply(past.get(i));
        if (i > durable) {
          later.add(content.bytes());
        }
      }
    }
    if (later.isEmpty()) {
      later.add(content.bytes());
    }
    Files.write(path, survived(later));
    Instant time = times.get(random.nextInt(times.size()));
    if (!time.equals(UNSTAMPED)) {
      Files.setLastModifiedTime(path, FileTime.from(time));
    }
  }

  /** One of the lengths, with each sector of each page from one of the contents. */
  private byte[] survived(List<byte[]> contents) {
    byte[] bytes = new byte[contents.get(random.nextInt(contents.size())).length];
    for (int page = 0; page < bytes.length; page += PAGE) {
      byte[] kept = contents.get(random.nextInt(contents.size()));
      byte[] other = random.nextInt(4) == 0 ? contents.get(random.nextInt(contents.size())) : kept;
      for (int at = page; at < Math.min(page + PAGE, bytes.length); at += SECTOR) {
        byte[] from = random.nextBoolean() ? kept : other;
        int count = Math.clamp(from.length - at, 0, Math.min(SECTOR, bytes.length - at));
        if (count > 0) {
          System.arraycopy(from, at, bytes, at, count);
        }
      }
    }
    return bytes;
  }

  /** A file's bytes as they grow; behind them are zeros. */
  private static final class Content {
    private byte[] room = new byte[PAGE];
    private int length;

    void apply(Event change) {
      switch (change) {
        case Event.Write(int inode, long position, byte[] bytes) -> {
          grow(Math.max(length, (int) position + bytes.length));
          System.arraycopy(bytes, 0, room, (int) position, bytes.length);
        }
        case Event.Truncate(int inode, long to) -> {
          if (to < length) {
            Arrays.fill(room, (int) to, length, (byte) 0);
          }
          grow((int) to);
        }
        default -> throw new AssertionError(change);
      }
    }

    private void grow(int to) {
      if (to > room.length) {
        room = Arrays.copyOf(room, Math.max(to, 2 * room.length));
      }
      length = to;
    }

    byte[] bytes() {
      return Arrays.copyOf(room, length);
    }
  }
}
