package org.featureflow.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;

/** Looks into JSON that may lack what is looked for, such as the record of a run that has not ended. */
final class JsonMember {
    private JsonMember() {}

    /**
     * A member of an object, however deep.
     *
     * @param object where to begin
     * @param names the way to it
     * @return the member; JSON null if there is none
     */
    static JsonElement of(JsonObject object, String... names) {
        JsonElement at = object;
        for (String name : names) {
            at = at.isJsonObject() && at.getAsJsonObject().has(name)
                    ? at.getAsJsonObject().get(name)
                    : JsonNull.INSTANCE;
        }
        return at;
    }
}
