package org.featureflow.sweep;

import org.featureflow.experiment.RunSettings;

/**
 * One setting of a run.
 *
 * @param key a key of {@link RunSettings}
 * @param value as text; null takes back what was set before
 * @param place where it is written, such as {@code ablation.yaml, line 12}; null where there is no file
 */
public record Setting(String key, String value, String place) {
    /** Brings the key into the form in which settings hold it, so that both spellings of a penalty's name are one setting. */
    public Setting {
        key = RunSettings.listed(key);
    }

    /**
     * A setting made in a program.
     *
     * @param key a key of {@link RunSettings}
     * @param value number, text or truth value; null takes back what was set before
     * @return the setting, without a place
     */
    public static Setting of(String key, Object value) {
        return new Setting(key, value == null ? null : value.toString(), null);
    }

    @Override
    public String toString() {
        return key + "=" + (value == null ? "none" : value);
    }
}
