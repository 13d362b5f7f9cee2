package io.hypertile.s3.web;

import io.hypertile.http.ETags;
import io.hypertile.http.TagCondition;
import io.hypertile.s3.S3Code;
import io.hypertile.s3.S3Failure;
import io.hypertile.store.Condition;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StoredObject;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Optional;

/** Tags of objects, made of their versions, and the conditions that clients put on them. */
final class ObjectTags {
  private static final String IF_MATCH = "If-Match";
  private static final String IF_NONE_MATCH = "If-None-Match";

  /** Stands for the times of change that stores do not tell. */
  private static final Instant STARTED = Instant.now();

  private ObjectTags() {}

  /** The tag of an object, in quotes. */
  static String of(ObjectVersion version) {
    return ETags.of(ETags.digest("object " + version.text()));
  }

  /** The time of the last change. */
  static Instant modified(StoredObject object) {
    return object.modified().orElse(STARTED);
  }

  /**
   * The condition of a request that puts an object.
   *
   * @param present the object as it is; empty if it does not exist
   * @throws S3Failure if the object is not in the state asked for
   */
  static Condition toPut(HttpServletRequest request, Optional<StoredObject> present) {
    Optional<TagCondition> none = TagCondition.require(request, IF_NONE_MATCH);
    if (none.isPresent()) {
      if (!none.get().any()) {
        throw new S3Failure(
            S3Code.NOT_IMPLEMENTED, "If-None-Match of a PUT is *; name a state with If-Match.");
      }
      return Condition.ABSENT;
    }
    Optional<TagCondition> match = TagCondition.require(request, IF_MATCH);
    if (match.isEmpty()) {
      return Condition.ALWAYS;
    }
    ObjectVersion version =
        present
            .map(StoredObject::version)
            .orElseThrow(() ->
                new S3Failure(S3Code.NO_SUCH_KEY, "There is no object of this key to replace."));
    if (!match.get().matchesStrongly(of(version))) {
      throw failed();
    }
    return new Condition.At(version);
  }

  /**
   * Whether a client has the state of an object already.
   *
   * @throws S3Failure if it is not in the state asked for
   */
  static boolean isKnown(HttpServletRequest request, String etag) {
    if (TagCondition.find(request, IF_MATCH)
        .filter(tags -> !tags.matchesStrongly(etag))
        .isPresent()) {
      throw failed();
    }
    return TagCondition.find(request, IF_NONE_MATCH)
        .filter(tags -> tags.matchesWeakly(etag))
        .isPresent();
  }

  private static S3Failure failed() {
    return new S3Failure(
        S3Code.PRECONDITION_FAILED,
        "The object is not in the state that the request is for; read it again.");
  }
}
