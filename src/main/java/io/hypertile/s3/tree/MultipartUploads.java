package io.hypertile.s3.tree;

import io.hypertile.s3.PartList;
import io.hypertile.s3.S3Code;
import io.hypertile.s3.S3Failure;
import io.hypertile.store.ObjectBody;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Objects that come in parts, which wait in files until all are there. They are given up when
 * nothing has come for a day, and when the server ends. Thread-safe.
 */
public final class MultipartUploads implements AutoCloseable {
  private static final int MOST_OPEN = 1_000;
  private static final long LASTING = Duration.ofDays(1).toNanos();

  private final Map<String, Upload> uploads = new HashMap<>();

  /** An object on its way; guarded by the lock of all. */
  private static final class Upload {
    private final String target;
    private final Map<Integer, Part> parts = new HashMap<>();
    private long used = System.nanoTime();

    Upload(String target) {
      this.target = target;
    }
  }

  private record Part(String etag, SpooledBody body) {}

  /**
   * Begins an object.
   *
   * @param target what it is for, which later requests must name
   * @return its id
   */
  public String begin(String target) {
    List<Upload> idle = new ArrayList<>();
    String id = UUID.randomUUID().toString();
    synchronized (uploads) {
      long now = System.nanoTime();
      Iterator<Upload> each = uploads.values().iterator();
      while (each.hasNext()) {
        Upload upload = each.next();
        if (now - upload.used > LASTING) {
          idle.add(upload);
          each.remove();
        }
      }
      if (uploads.size() >= MOST_OPEN) {
        throw new S3Failure(
            S3Code.SLOW_DOWN, "Too many uploads in parts are open; complete or abort some.");
      }
      uploads.put(id, new Upload(target));
    }
    idle.forEach(MultipartUploads::free);
    return id;
  }

  /**
   * Keeps a part, which this takes over in any case.
   *
   * @return its tag, without quotes
   */
  public String put(String id, String target, int number, SpooledBody body) {
    String etag = UUID.randomUUID().toString().replace("-", "");
    SpooledBody freed = body;
    try {
      synchronized (uploads) {
        Part before = require(id, target).parts.put(number, new Part(etag, body));
        freed = before == null ? SpooledBody.of(new byte[0]) : before.body();
      }
    } finally {
      freed.close();
    }
    return etag;
  }

  /**
   * Refuses a request for an upload that is not there.
   *
   * @throws S3Failure if the target has no upload of this id
   */
  public void requireOpen(String id, String target) {
    synchronized (uploads) {
      require(id, target);
    }
  }

  /** An object whose parts are there, until it is closed. */
  public record Whole(ObjectBody body, Runnable closing) implements AutoCloseable {
    @Override
    public void close() {
      closing.run();
    }
  }

  /**
   * Takes the object, whose upload is over then.
   *
   * @throws S3Failure if a part that is named is not there, or has another tag
   */
  public Whole complete(String id, String target, PartList list) {
    Upload upload;
    List<SpooledBody> bodies = new ArrayList<>();
    synchronized (uploads) {
      upload = require(id, target);
      for (PartList.Named named : list.parts()) {
        Part part = upload.parts.get(named.number());
        if (part == null || !part.etag().equals(named.etag())) {
          throw new S3Failure(
              S3Code.INVALID_PART, "Part " + named.number() + " is not there, or another one is.");
        }
        bodies.add(part.body());
      }
      uploads.remove(id);
    }
    return new Whole(SpooledBody.joined(bodies), () -> free(upload));
  }

  /** Gives an object up. */
  public void abort(String id, String target) {
    Upload upload;
    synchronized (uploads) {
      upload = require(id, target);
      uploads.remove(id);
    }
    free(upload);
  }

  private Upload require(String id, String target) {
    Upload upload = uploads.get(id);
    if (upload == null || !upload.target.equals(target)) {
      throw new S3Failure(
          S3Code.NO_SUCH_UPLOAD, "There is no upload of this id for the object; begin a new one.");
    }
    upload.used = System.nanoTime();
    return upload;
  }

  private static void free(Upload upload) {
    upload.parts.values().forEach(part -> part.body().close());
  }

  @Override
  public void close() {
    List<Upload> open;
    synchronized (uploads) {
      open = List.copyOf(uploads.values());
      uploads.clear();
    }
    open.forEach(MultipartUploads::free);
  }
}
