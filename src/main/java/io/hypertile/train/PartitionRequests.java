package io.hypertile.train;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.ZipOutputStream;

/** Requests of a training to partitioned collections. Thread-safe. */
final class PartitionRequests {
  private static final String COLLECTIONS = "/api/v1/collections";
  private static final String READ = "tracks";

  /** Rows that are replaced again and again, beside those that others read meanwhile. */
  private static final String WRITTEN = "written-tracks";

  private static final String JSON = "application/json";
  private static final int ROWS = 240;
  private static final int COLUMNS = 24;
  private static final long STEP = 3_600_000_000_000L;

  /** The first time: 2024-01-01, in nanoseconds since 1970. */
  private static final long START = 1_704_067_200_000_000_000L;

  private final Caller caller;
  private final byte[] rows;

  PartitionRequests(Caller caller) {
    this.caller = caller;
    this.rows = rows();
  }

  private static byte[] rows() {
    ByteBuffer times = NpyBytes.file("<M8[ns]", "(" + ROWS + ",)", ROWS * Long.BYTES);
    ByteBuffer heights =
        NpyBytes.file("<f4", "(" + ROWS + ", " + COLUMNS + ")", ROWS * COLUMNS * Float.BYTES);
    for (int row = 0; row < ROWS; row++) {
      times.putLong(START + row * STEP);
      for (int column = 0; column < COLUMNS; column++) {
        heights.putFloat((float) Math.sin(row / 24.0 + column));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      NpyBytes.put(zip, "time.npy", times.array());
      NpyBytes.put(zip, "height.npy", heights.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static String document(String name) {
    return """
    {"name": "%s", "kind": "partitioned", "axis": "time",
     "partitioning": {"name": "date", "variable": "time", "resolution": "D"},
     "schema": {
      "dimensions": [{"name": "time", "chunks": 1000}, {"name": "beam", "size": %d}],
      "variables": [
       {"name": "time", "dtype": "<M8[ns]", "dimensions": ["time"]},
       {"name": "height", "dtype": "<f4", "dimensions": ["time", "beam"], "fill_value": "NaN"}]}}\
    """
        .formatted(name, COLUMNS);
  }

  /** Makes the collections and their rows. */
  void create() throws IOException, InterruptedException {
    for (String name : List.of(READ, WRITTEN)) {
      call(201, "POST", COLLECTIONS, document(name));
      insert(name, "");
    }
  }

  private void insert(String collection, String query) throws IOException, InterruptedException {
    caller.call(
        200,
        "POST",
        COLLECTIONS + "/" + collection + "/rows" + query,
        "application/x-npz",
        BodyPublishers.ofByteArray(rows));
  }

  /** One pass of a connection. */
  void round(int own, int round) throws IOException, InterruptedException {
    if (round % 4 == 0) {
      read("/rows?format=npz");
      read("/rows?variables=height&format=npz");
      read("/rows?filter=month==1%20and%20day%3C9&format=npz");
    }
    if (round % 8 == 0) {
      read("/partitions?limit=10");
      read("/rows?filter=month==1%20and%20day==2");
    }
    if (round % 32 == own) {
      insert(WRITTEN, "?merge=upsert");
      insert(WRITTEN, "");
    }
  }

  /** Removes the collections. */
  void remove() throws IOException, InterruptedException {
    for (String name : List.of(READ, WRITTEN)) {
      call(204, "DELETE", COLLECTIONS + "/" + name + "?confirm=" + name, "");
    }
  }

  private void read(String target) throws IOException, InterruptedException {
    call(200, "GET", COLLECTIONS + "/" + READ + target, "");
  }

  private void call(int expected, String method, String target, String body)
      throws IOException, InterruptedException {
    caller.call(expected, method, target, JSON, BodyPublishers.ofString(body));
  }
}
