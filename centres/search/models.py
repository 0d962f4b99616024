"""The index that search reads. It holds nothing that is not elsewhere: `rebuild_search` makes it
anew."""

from django.db import models
from django.db.models import Q

from centres.search.querysets import SearchDocumentQuerySet, SearchWordQuerySet
from centres.search.text import SORT_KEY_BYTES, WORD_LENGTH


class SearchDocument(models.Model):
    """One findable thing: a centre, or a provider with every centre they work at."""

    centre = models.OneToOneField(
        "centres.Centre", models.CASCADE, related_name="search_document", null=True
    )
    provider = models.OneToOneField(
        "accounts.Provider", models.CASCADE, related_name="search_document", null=True
    )
    # The folded name. Bytes, because each database sorts text by a collation of its own.
    sort_key = models.BinaryField(max_length=SORT_KEY_BYTES)
    # What a centre's providers do: pairs of profession and expertise (or ""), sorted.
    offers = models.JSONField(default=list)

    objects = SearchDocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(centre__isnull=True) ^ Q(provider__isnull=True),
                name="document_of_one_subject",
            ),
        ]
        # All by name, of which a search for what many hold reads only the first.
        indexes = [models.Index(fields=["sort_key", "id", "centre"], name="search_by_name")]

    def __str__(self) -> str:
        return str(self.centre or self.provider)


class SearchWord(models.Model):
    """A distinct word of all documents, folded: lower case, without accents. One that no
    document holds any more may stay; it finds nothing."""

    word = models.CharField(max_length=WORD_LENGTH, primary_key=True)
    checksum = models.BigIntegerField()  # of the word alone
    # The words in the order in which they came, by which a process asks for those that it lacks.
    # They are counted while nobody else indexes; of releases before this field they have 0.
    number = models.BigIntegerField(db_default=0)

    objects = SearchWordQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["number"], name="word_by_number")]

    def __str__(self) -> str:
        return self.word


class SearchState(models.Model):
    """All words in one row, which a process compares with the words that it holds. It changes with
    every word that comes or goes, is taken back with it, and is no counter that could come to the
    same value with other words. There is none while there are no words."""

    last_number = models.BigIntegerField()  # of any word that there ever was
    checksums = models.BigIntegerField()  # the sum of those of all words

    def __str__(self) -> str:
        return f"{self.last_number} words"


class SearchPosting(models.Model):
    """That a document holds a word, and in which of its fields."""

    class Field(models.IntegerChoices):
        NAME = 0, "name"
        KIND = 1, "kind"
        SERVICE = 2, "service"
        EXPERTISE = 3, "expertise"
        SUBURB = 4, "suburb"
        CENTRE = 5, "centre"

    pk = models.CompositePrimaryKey("word", "document", "field")
    # The primary key is its index: it begins with the word.
    word = models.ForeignKey(SearchWord, models.CASCADE, related_name="postings", db_index=False)
    document = models.ForeignKey(SearchDocument, models.CASCADE, related_name="postings")
    field = models.PositiveSmallIntegerField(choices=Field.choices)
    # That of the document, for what holds a word to be read in the order of the results. Those that
    # the release before wrote have none, until they are indexed anew.
    sort_key = models.BinaryField(max_length=SORT_KEY_BYTES, db_default=b"")

    class Meta:
        # What very many documents hold, few hold in their names. SQLite wants the field in it.
        indexes = [
            models.Index(
                fields=["word", "sort_key", "document", "field"], name="search_word_by_name"
            ),
            models.Index(
                fields=["word", "sort_key", "document", "field"],
                condition=Q(field=0),
                name="search_in_names_by_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.word_id} in {self.document_id}"
