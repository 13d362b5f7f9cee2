package io.hypertile.s3.web;

import io.hypertile.engine.ObjectTree;
import io.hypertile.http.Admission;
import io.hypertile.quota.Amount;
import io.hypertile.quota.Charge;
import io.hypertile.s3.ObjectAddress;
import io.hypertile.s3.PartList;
import io.hypertile.s3.S3Code;
import io.hypertile.s3.S3Failure;
import io.hypertile.s3.S3Query;
import io.hypertile.s3.XmlAnswer;
import io.hypertile.s3.XmlBody;
import io.hypertile.s3.tree.MultipartUploads;
import io.hypertile.s3.tree.SpooledBody;
import io.hypertile.s3.tree.TreeChanges;
import io.hypertile.s3.tree.TreeObjects;
import io.hypertile.s3.tree.TreeRules;
import io.hypertile.security.Caller;
import io.hypertile.store.Condition;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StoredObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Puts objects, whole or in parts, and makes the collection that a first one begins. */
final class ObjectWrites {
  /** The document of a group directly below a collection. */
  private static final Pattern GROUP = Pattern.compile("[^/]+/zarr\\.json");

  private final Buckets buckets;
  private final NewCollections made;
  private final ObjectBodies bodies;
  private final MultipartUploads uploads;
  private final Settings settings;

  /**
   * Bounds of requests.
   *
   * @param rules for objects
   * @param admission lets so many in at a time
   */
  record Settings(TreeRules rules, Admission admission) {}

  ObjectWrites(
      Buckets buckets,
      NewCollections made,
      ObjectBodies bodies,
      MultipartUploads uploads,
      Settings settings) {
    this.buckets = buckets;
    this.made = made;
    this.bodies = bodies;
    this.uploads = uploads;
    this.settings = settings;
  }

  /** An object to be put, for whose collection the caller has the right. */
  private record Target(Buckets.Place place, Optional<Buckets.Found> found) {
    Optional<StoredObject> present() {
      return found.flatMap(each -> new TreeObjects(each.tree()).find(place.key()));
    }
  }

  private Target target(ObjectAddress address, Caller caller) {
    Buckets.Place place =
        buckets
            .place(address)
            .orElseThrow(() ->
                new S3Failure(
                    S3Code.INVALID_REQUEST,
                    "Keys of this bucket begin with the name of a collection and a slash."));
    Optional<Buckets.Found> found = buckets.findToChange(place, caller);
    if (found.isEmpty() && !isBeginning(address, place)) {
      throw new S3Failure(
          S3Code.NO_SUCH_BUCKET,
          "There is no collection of this name; put the document zarr.json of its group first, or"
              + " the _zcollection.json of a partitioned one.");
    }
    return new Target(place, found);
  }

  /** Whether the object begins a collection. */
  private boolean isBeginning(ObjectAddress address, Buckets.Place place) {
    return buckets.hasMany(address.bucket()) && NewCollections.isBeginning(place.key());
  }

  /** Puts an object. */
  void put(ObjectAddress address, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    requireNoCopy(request);
    Target target = target(address, Caller.of(request));
    Condition condition = ObjectTags.toPut(request, target.present());
    String key = target.place().key();
    target.found().ifPresent(found -> changes(found.tree()).requireTaken(key, condition));
    charge(target, request.getContentLengthLong());
    try (Admission.Permit ignored = settings.admission().enter(request);
        SpooledBody body = bodies.take(request, size -> settings.rules().requireSize(key, size))) {
      ObjectVersion version =
          target.found().isPresent()
              ? put(target.found().get(), target.place(), body, condition)
              : changes(made.make(target.place(), body).tree()).put(key, body, Condition.ALWAYS);
      response.setHeader("ETag", ObjectTags.of(version));
      response.setContentLength(0);
    }
  }

  /** Takes room for an object; a new group directly below the collection counts as an array. */
  private static void charge(Target target, long bytes) {
    Charge charge = Charge.current();
    charge.on(target.place().name());
    if (charge.isLimited()) {
      boolean isNew = GROUP.matcher(target.place().key()).matches() && target.present().isEmpty();
      charge.brings(new Amount(Math.max(0, bytes), isNew ? 1 : 0));
    }
  }

  private ObjectVersion put(
      Buckets.Found found, Buckets.Place place, SpooledBody body, Condition condition) {
    if (NewCollections.isForm(found.collection(), place.key())) {
      made.requireSame(found, place, body);
    }
    return changes(found.tree()).put(place.key(), body, condition);
  }

  private static void requireNoCopy(HttpServletRequest request) {
    if (request.getHeader("x-amz-copy-source") != null) {
      throw new S3Failure(
          S3Code.NOT_IMPLEMENTED, "Objects are not copied here; read the one and put the other.");
    }
  }

  private TreeChanges changes(ObjectTree tree) {
    return new TreeChanges(tree, settings.rules());
  }

  /** Begins an object that comes in parts. */
  byte[] begin(ObjectAddress address, HttpServletRequest request) {
    Target target = target(address, Caller.of(request));
    target
        .found()
        .ifPresent(
            found -> changes(found.tree()).requireTaken(target.place().key(), Condition.ALWAYS));
    return XmlAnswer.of("InitiateMultipartUploadResult")
        .add("Bucket", address.bucket())
        .add("Key", address.key())
        .add("UploadId", uploads.begin(name(target.place())))
        .bytes();
  }

  private static String name(Buckets.Place place) {
    return place.name() + "/" + place.key();
  }

  /** Takes a part. */
  void putPart(
      ObjectAddress address,
      S3Query query,
      HttpServletRequest request,
      HttpServletResponse response) {
    requireNoCopy(request);
    Buckets.Place place = target(address, Caller.of(request)).place();
    int number = query.number("partNumber", 1, 0);
    if (number < 1 || number > PartList.MOST) {
      throw new S3Failure(
          S3Code.INVALID_ARGUMENT, "partNumber is a number from 1 to " + PartList.MOST + ".");
    }
    String id = query.value("uploadId").orElse("");
    uploads.requireOpen(id, name(place));
    try (Admission.Permit ignored = settings.admission().enter(request)) {
      SpooledBody body =
          bodies.take(request, size -> settings.rules().requireSize(place.key(), size));
      String etag = uploads.put(id, name(place), number, body);
      response.setHeader("ETag", '"' + etag + '"');
      response.setContentLength(0);
    }
  }

  /** Puts an object whose parts have come. */
  byte[] complete(ObjectAddress address, S3Query query, HttpServletRequest request) {
    Target target = target(address, Caller.of(request));
    Buckets.Found found =
        target
            .found()
            .orElseThrow(() ->
                new S3Failure(
                    S3Code.INVALID_REQUEST,
                    "The document that begins a collection comes with one request."));
    String key = target.place().key();
    if (NewCollections.isForm(found.collection(), key)) {
      throw new S3Failure(
          S3Code.INVALID_REQUEST, "The document of the collection comes with one request.");
    }
    Condition condition = ObjectTags.toPut(request, target.present());
    changes(found.tree()).requireTaken(key, condition);
    PartList parts = PartList.parse(bodies.document(request, XmlBody.LONGEST));
    String id = query.value("uploadId").orElse("");
    try (MultipartUploads.Whole whole = uploads.complete(id, name(target.place()), parts);
        Admission.Permit ignored = settings.admission().enter(whole.body().size())) {
      charge(target, whole.body().size());
      ObjectVersion version = changes(found.tree()).put(key, whole.body(), condition);
      return XmlAnswer.of("CompleteMultipartUploadResult")
          .add("Bucket", address.bucket())
          .add("Key", address.key())
          .add("ETag", ObjectTags.of(version))
          .bytes();
    }
  }

  /** Gives up an object that came in parts. */
  void abort(ObjectAddress address, S3Query query, HttpServletRequest request) {
    Buckets.Place place = target(address, Caller.of(request)).place();
    uploads.abort(query.value("uploadId").orElse(""), name(place));
  }
}
