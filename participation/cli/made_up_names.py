"""First and family names for people who do not exist, by language code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

ALONE: Sequence[str] = ("ar", "ti", "ps", "fa_AF", "ckb", "vi", "sq", "am", "so")
"""Languages of children who came here without their family."""

AT_HOME: Sequence[str] = ("pl", "ro", "ur", "bn", "tr", "uk", "so", "pt")
"""Languages spoken at home beside English."""

FIRST_NAMES: Mapping[str, Sequence[str]] = {
    "en": (
        *("Aisha", "Ben", "Callum", "Daisy", "Ethan", "Faith", "Grace", "Harvey", "Isla", "Jude"),
        *("Keira", "Liam", "Megan", "Niamh", "Oscar", "Paige", "Rhys", "Skye", "Théo", "Willow"),
        *("Alfie", "Bethany", "Connor", "Demi", "Ellis", "Freddie", "Georgia", "Hallie", "Ivan"),
        *("Jasmine", "Kayden", "Lola", "Mason", "Nevaeh", "Ollie", "Poppy", "Reuben", "Scarlett"),
        *("Toby", "Una", "Violet", "Warren", "Yasmin", "Zack"),
    ),
    "ar": ("Bilal", "Fatima", "Khalid", "Noor", "Salma", "Tariq"),
    "ti": ("Abel", "Bisrat", "Fiyori", "Luwam"),
    "ps": ("Asadullah", "Palwasha", "Spogmai", "Wali"),
    "fa_AF": ("Hamid", "Laleh", "Mortaza", "Shabnam"),
    "ckb": ("Ako", "Dlnia", "Hemin", "Tara"),
    "vi": ("Anh", "Bảo", "Dũng", "Hương", "Ngọc"),
    "sq": ("Agim", "Drita", "Ilir", "Vjosa"),
    "am": ("Abebe", "Bethlehem", "Selamawit", "Yared"),
    "so": ("Amina", "Cabdi", "Fartun", "Liban"),
    "pl": ("Bartosz", "Kinga", "Łucja", "Michał"),
    "ro": ("Andrei", "Ilinca", "Răzvan", "Țaga"),
    "ur": ("Bushra", "Faisal", "Iqra", "Usman"),
    "bn": ("Anika", "Farhan", "Mitu", "Sabbir"),
    "tr": ("Çağla", "Deniz", "Gülşen", "Umut"),
    "uk": ("Богдан", "Дарина", "Іванна", "Мирон"),
    "pt": ("Beatriz", "Duarte", "Inês", "João"),
}
FAMILY_NAMES: Mapping[str, Sequence[str]] = {
    "en": (
        *("Adeyemi", "Barnes", "Carter", "D'Souza", "Ellis", "Fletcher-Moss", "Green", "Hughes"),
        *("Jenkins", "Kaur", "Lewis", "McGrath", "Osei", "Parker", "Reid", "Shaw", "Walsh"),
    ),
    "ar": ("Abboud", "el-Masri"),
    "ti": ("Haile", "Woldu"),
    "ps": ("Popal", "Yusufzai"),
    "fa_AF": ("Haidari", "Sultani"),
    "ckb": ("Barzan", "Mahmud"),
    "vi": ("Phạm", "Võ"),
    "sq": ("Dervishi", "Shala"),
    "am": ("Alemu", "Tadesse"),
    "so": ("Cali", "Guled"),
    "pl": ("Dąbek", "Zięba"),
    "ro": ("Ionescu", "Șerban"),
    "ur": ("Mirza", "Siddiqui"),
    "bn": ("Akter", "Hossain"),
    "tr": ("Aydın", "Öztürk"),
    "uk": ("Кравець", "Мельник"),
    "pt": ("Moreira", "Simões"),
}
MOTHERS: Mapping[str, Sequence[str]] = {
    "en": ("Angela", "Claire", "Donna", "Emma", "Gillian", "Karen", "Lisa", "Nicola", "Rachel"),
    "pl": ("Agnieszka", "Kinga"),
    "ro": ("Ilinca", "Mihaela"),
    "ur": ("Bushra", "Nasreen"),
    "bn": ("Anika", "Rehana"),
    "tr": ("Çağla", "Gülşen"),
    "uk": ("Дарина", "Іванна"),
    "so": ("Amina", "Fartun"),
    "pt": ("Beatriz", "Inês"),
}
FATHERS: Mapping[str, Sequence[str]] = {
    "en": ("Andrew", "Christopher", "Darren", "Gary", "Ian", "Kevin", "Mark", "Neil", "Stephen"),
    "pl": ("Bartosz", "Michał"),
    "ro": ("Andrei", "Răzvan"),
    "ur": ("Faisal", "Usman"),
    "bn": ("Farhan", "Sabbir"),
    "tr": ("Deniz", "Umut"),
    "uk": ("Богдан", "Мирон"),
    "so": ("Cabdi", "Liban"),
    "pt": ("Duarte", "João"),
}
"""Parents' names, for the languages spoken at home."""

COLLEAGUES: Sequence[str] = ("Alex", "Chris", "Francis", "Jo", "Kim", "Lee", "Pat", "Robin", "Sam")
"""Carers and staff: names that say nothing about who is who."""
