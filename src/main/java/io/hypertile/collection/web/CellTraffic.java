package io.hypertile.collection.web;

import io.hypertile.http.Admission;
import org.springframework.stereotype.Component;

/**
 * What watches over cells on their way.
 *
 * @param admission lets requests in
 * @param meters counts cells
 */
@Component
record CellTraffic(Admission admission, CellMeters meters) {}
