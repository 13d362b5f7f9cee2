package io.hypertile.s3.web;

import io.hypertile.s3.ListAnswer;
import io.hypertile.s3.ListRequest;
import io.hypertile.s3.XmlAnswer;
import io.hypertile.s3.tree.TreeListing;
import io.hypertile.security.Caller;
import io.hypertile.store.Depth;
import io.hypertile.store.ListMark;
import io.hypertile.store.StoreKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Lists of buckets, and of the keys of one. Thread-safe. */
final class BucketLists {
  /** Stands in a mark between the name of the collection and the mark of its store. */
  private static final char BETWEEN = '\t';

  private final Buckets buckets;

  BucketLists(Buckets buckets) {
    this.buckets = buckets;
  }

  /** The buckets that a caller may see. */
  byte[] all(Caller caller) {
    XmlAnswer answer =
        XmlAnswer.of("ListAllMyBucketsResult")
            .begin("Owner")
            .add("ID", "hypertile")
            .add("DisplayName", "hypertile")
            .end("Owner")
            .begin("Buckets");
    for (String name : buckets.names(caller)) {
      answer
          .begin("Bucket")
          .add("Name", name)
          .add("CreationDate", Instant.EPOCH.toString())
          .end("Bucket");
    }
    return answer.end("Buckets").bytes();
  }

  /** A page of the keys of a bucket. */
  byte[] page(String bucket, ListRequest request, Caller caller) {
    buckets.require(bucket, caller);
    Page page = new Page(request);
    if (request.most() > 0) {
      if (buckets.hasMany(bucket)) {
        many(bucket, page, caller);
      } else {
        Buckets.Place place = new Buckets.Place(bucket, "", Optional.empty());
        page.mark = request.token().map(ListMark::new);
        buckets.find(place, caller).ifPresent(found -> page.add("", found));
        page.next = page.mark.map(ListMark::text);
      }
    }
    return page.answer().toXml(bucket, request);
  }

  private void many(String bucket, Page page, Caller caller) {
    ListRequest request = page.request;
    int slash = request.prefix().indexOf('/');
    String name = slash < 0 ? request.prefix() : request.prefix().substring(0, slash);
    Optional<String> token = request.token();
    String from = token.map(text -> text.substring(0, text.indexOf(BETWEEN))).orElse("");
    List<String> names =
        buckets
            .collectionsOf(
                bucket,
                each ->
                    (slash < 0 ? each.startsWith(name) : each.equals(name))
                        && StoreKey.compare(each + "/", from + "/") >= 0,
                caller)
            .stream()
            .sorted(Comparator.comparing(each -> each + "/", StoreKey::compare))
            .toList();
    Optional<String> store = Buckets.storeOf(bucket);
    boolean isFolded = slash < 0 && request.isByFolder();
    for (String each : names) {
      page.mark = token.filter(ignored -> each.equals(from)).flatMap(BucketLists::markWithin);
      if (page.isFull()) {
        page.next = Optional.of(each + BETWEEN);
        return;
      }
      if (isFolded) {
        page.fold(each + "/");
      } else {
        buckets
            .find(new Buckets.Place(each, "", store), caller)
            .ifPresent(found -> page.add(each + "/", found));
      }
      if (page.mark.isPresent() && !isFolded) {
        page.next = Optional.of(each + BETWEEN + page.mark.get().text());
        return;
      }
    }
  }

  /** The place from which a list continues, in the collection that its token names. */
  private static Optional<ListMark> markWithin(String token) {
    return Optional.of(token.substring(token.indexOf(BETWEEN) + 1))
        .filter(text -> !text.isEmpty())
        .map(ListMark::new);
  }

  /** A page in the making. For one thread. */
  private static final class Page {
    private final ListRequest request;
    private final List<ListAnswer.Listed> objects = new ArrayList<>();
    private final List<String> folders = new ArrayList<>();
    private Optional<ListMark> mark = Optional.empty();
    private Optional<String> next = Optional.empty();

    Page(ListRequest request) {
      this.request = request;
    }

    boolean isFull() {
      return objects.size() + folders.size() >= request.most();
    }

    void fold(String folder) {
      if (request.startAfter().filter(after -> StoreKey.compare(folder, after) <= 0).isEmpty()) {
        folders.add(folder);
      }
    }

    /** Adds entries of a collection behind the mark, and keeps the next mark. */
    void add(String before, Buckets.Found found) {
      String prefix = request.prefix();
      Optional<String> after =
          request
              .startAfter()
              .filter(key -> StoreKey.compare(key, before) >= 0)
              .map(key -> key.startsWith(before) ? key.substring(before.length()) : "\uFFFF");
      TreeListing.Found page =
          new TreeListing(found.tree())
              .list(
                  new TreeListing.Asked(
                      prefix.startsWith(before) ? prefix.substring(before.length()) : "",
                      request.isByFolder() ? Depth.CHILDREN : Depth.ALL,
                      after,
                      mark,
                      request.most() - objects.size() - folders.size()));
      for (TreeListing.Entry entry : page.entries()) {
        entry
            .object()
            .ifPresentOrElse(
                object ->
                    objects.add(
                        new ListAnswer.Listed(
                            before + entry.key(),
                            object.size(),
                            ObjectTags.of(object.version()),
                            ObjectTags.modified(object))),
                () -> folders.add(before + entry.key()));
      }
      mark = page.next();
    }

    ListAnswer answer() {
      return new ListAnswer(objects, folders, next);
    }
  }
}
