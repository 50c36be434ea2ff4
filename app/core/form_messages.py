"""WTForms' and Flask-WTF's English messages in Danish."""

from app.core.text import N_

DANISH = {
    "This field is required.": N_("Feltet skal udfyldes."),
    "Invalid email address.": N_("Skriv en mailadresse som navn@kommune.dk."),
    "Not a valid date value.": N_("Skriv datoen som dd-mm-åååå."),
    "Not a valid datetime value.": N_("Skriv dato og tid som dd-mm-åååå tt:mm."),
    "Not a valid integer value.": N_("Skriv et helt tal."),
    "Not a valid decimal value.": N_("Skriv et tal."),
    "Not a valid float value.": N_("Skriv et tal."),
    "Not a valid choice.": N_("Vælg en af mulighederne på listen."),
    "Invalid Choice: could not coerce.": N_("Vælg en af mulighederne på listen."),
    "Choices cannot be None.": N_("Der er ingen muligheder at vælge imellem."),
    "Invalid choice(s): one or more data inputs could not be coerced.": N_(
        "Vælg blandt mulighederne på listen."
    ),
    "'%(value)s' is not a valid choice for this field.": N_("«%(value)s» er ikke på listen."),
    "'%(value)s' are not valid choices for this field.": N_("«%(value)s» er ikke på listen."),
    "Field must be at least %(min)d character long.": N_("Skriv mindst %(min)d tegn."),
    "Field must be at least %(min)d characters long.": N_("Skriv mindst %(min)d tegn."),
    "Field cannot be longer than %(max)d character.": N_("Skriv højst %(max)d tegn."),
    "Field cannot be longer than %(max)d characters.": N_("Skriv højst %(max)d tegn."),
    "Field must be exactly %(max)d character long.": N_("Skriv præcis %(max)d tegn."),
    "Field must be exactly %(max)d characters long.": N_("Skriv præcis %(max)d tegn."),
    "Field must be between %(min)d and %(max)d characters long.": N_("Skriv mellem %(min)d og %(max)d tegn."),
    "Number must be at least %(min)s.": N_("Tallet skal være mindst %(min)s."),
    "Number must be at most %(max)s.": N_("Tallet må højst være %(max)s."),
    "Number must be between %(min)s and %(max)s.": N_("Tallet skal være mellem %(min)s og %(max)s."),
    "Field must be equal to %(other_name)s.": N_("Skal være det samme som %(other_name)s."),
    "Invalid field name '%s'.": N_("Feltet «%s» findes ikke."),
    "Invalid input.": N_("Det kan ikke læses. Skriv det på en anden måde."),
    "File does not have an approved extension: {extensions}": N_("Vælg en fil af typen {extensions}."),
    "File must be between {min_size} and {max_size} bytes.": N_("Filen er for stor eller tom."),
    "The CSRF token is missing.": N_("Siden har stået åben for længe. Genindlæs den, og prøv igen."),
    "The CSRF tokens do not match.": N_("Siden har stået åben for længe. Genindlæs den, og prøv igen."),
    "The CSRF token has expired.": N_("Siden har stået åben for længe. Genindlæs den, og prøv igen."),
}
