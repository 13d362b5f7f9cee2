package io.hypertile.dataset.store;

import io.hypertile.store.ObjectBody;

/** A segment that is to be stored. */
record NewSegment(Segment segment, ObjectBody body) {}
