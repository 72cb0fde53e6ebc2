package org.featureflow.nn;

import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;

/** {@link PerAxis} as one number where rows and columns have the same, as it was before they could differ, else as an array of both. */
final class PerAxisJson extends TypeAdapter<PerAxis> {
    @Override
    public void write(JsonWriter out, PerAxis value) throws IOException {
        if (value.height() == value.width()) {
            out.value(value.height());
        } else {
            out.beginArray().value(value.height()).value(value.width()).endArray();
        }
    }

    @Override
    public PerAxis read(JsonReader in) throws IOException {
        if (in.peek() != JsonToken.BEGIN_ARRAY) {
            return PerAxis.of(in.nextInt());
        }
        in.beginArray();
        PerAxis value = new PerAxis(in.nextInt(), in.nextInt());
        if (in.hasNext()) {
            throw new JsonParseException("more than two numbers for rows and columns at " + in.getPath());
        }
        in.endArray();
        return value;
    }
}
