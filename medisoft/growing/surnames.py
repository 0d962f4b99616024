"""Surnames, the frequent ones first. Many have neighbours that are written almost alike."""

from random import Random

from medisoft.growing.composing import composed

DOUBLE = 2_500  # surnames that are two

_KNOWN = """
    Smith Nguyen Jones Williams Brown Wilson Singh Taylor Johnson Martin White Anderson Patel
    Walker Thompson Thomas Lee Harris Ryan Robinson Kelly King Davis Wright Evans Roberts Green
    Hall Wood Jackson Clarke Tran Khan Chen Wang Edwards Hughes Lewis Turner Scott Baker Young
    Murphy Mitchell Moore Cooper Campbell Morris Hill Ward Clark Kaur Li Zhang Liu Phillips Watson
    Stewart Allen Bennett Morgan Miller Parker Richardson Adams Collins Cook Bell Simpson Cox
    McDonald Carter Kennedy Rogers Marshall Murray Shaw Russell Gray Hamilton Graham Hunt Webb
    Stevens Reid Ellis Mason Palmer Mills Burns Pham Le Huynh Wong Chan Lim Tan Kim Park Yang Huang
    Wu Lin Ali Ahmed Sharma Kumar Thomson Johnston Stephens Read Reed Smyth O'Brien Bailey Barker
    Barnes Butler Chapman Cole Davies Dunn Fisher Fletcher Ford Foster Fox Francis Fraser Gibson
    Gordon Grant Griffiths Harrison Hart Harvey Henderson Holmes Howard Hudson James Jenkins Kerr
    Knight Lawrence Lloyd Lynch Macdonald Matthews May McCarthy Nelson Owen Payne Pearce Perry
    Porter Powell Price Quinn Reynolds Rose Ross Saunders Sullivan Walsh Wallace Watts West Wheeler
    Williamson Woods Vo Phan Ho Bui Dang Do Ng Choi Zhou Xu Zhu Hussain Gupta Shah Das Fernando
    Perera Silva Smithe Smythe Jonson Johnstone Jensen Jansen Jenson Nguyan Browne Braun Willson
    Tayler Tailor Martyn Martins Whyte Wight Andersen Andersson Andrews Tomson Tompson Leigh Lea
    Rian Robertson Robison Robson Kelley Davidson Davison Robert Greene Hull Clerk Louis Turnor
    Yonge Murphey Mitchel Moor More Maurice Morrison Philips Steward Stuart Alan Allan Allman
    Bennet Bennetts Millar Milner Richards Adam Adamson Colins Cooke Koch Simson Simmons Cocks
    McDonnell Rodgers Rogerson Marshal Murrey Shore Grey Hunter Stevenson Stephenson Elliott Eliot
    Ellison Milne Byrne Byrnes Byers Aitken Aitkin Akhtar Alexander Armstrong Arnold Arthur Atkins
    Atkinson Austin Ball Barrett Barry Bartlett Bates Beattie Berry Bishop Black Blair Blake Bond
    Booth Bourke Burke Boyd Boyle Bradley Brady Brennan Briggs Brooks Bruce Bryant Bryan Buchanan
    Buckley Burgess Burton Bush Butcher Byron Cameron Carroll Carr Casey Cassidy Chambers Chandler
    Charles Christie Coleman Connell Connelly Connolly Connor Costa Craig Crawford Cross Cullen
    Cummins Cunningham Curtis Dale Daly Daley Daniel Daniels Dawson Day Dean Dixon Dickson Dodd
    Doherty Donnelly Donovan Douglas Doyle Drew Duffy Duncan Dwyer Dyer East English Farrell
    Faulkner Ferguson Fergusson Field Finch Fitzgerald Fitzpatrick Fleming Flynn Forbes Forster
    Franklin Freeman French Frost Gallagher Gardner Gardiner George Gilbert Gill Gleeson Glover
    Goodwin Gould Greenwood Gregory Griffin Hale Hammond Hancock Hansen Hanson Hansson Harding
    Hardy Harper Harrington Hawkins Hay Hayes Hays Haynes Healy Heath Henry Herbert Hicks Higgins
    Hobbs Hodge Hodges Hogan Holland Holt Hooper Hopkins Horton Houston Howe Howell Hutchinson
    Hutchison Hyde Ingram Irwin Irvine Irving Jacobs Jarvis Jeffrey Jeffery Jordan Joseph Joyce Kay
    Kaye Keane Keen Keating Kemp Kent Lamb Lambert Lane Lang Larsen Larson Law Lawson Leonard
    Leslie Little Livingstone Logan Long Lord Lowe Lucas Lyons Mackay McKay Mackenzie McKenzie
    Mahoney Mann Manning Marsh Maxwell McGrath McGregor McIntosh McKenna McLean McLeod McMahon
    McMillan McNamara McPherson Meyer Myer Myers Middleton Miles Moran Morton Mullins Munro Nash
    Neal Neil Neill Newman Newton Nicholls Nichols Nicholson Noble Nolan Norman Norris North Norton
    Oliver Osborne Osbourne Page Paige Parsons Paterson Patterson Pattison Patrick Paul Peacock
    Pearson Pierce Peters Petersen Peterson Phelan Pitt Poole Potter Power Pratt Preston Pritchard
    Quigley Ray Reeves Rhodes Rice Riley Reilly Rowe Roche Rowland Ryder Savage Sanders Sanderson
    Sinclair Slater Spencer Stafford Stanley Steele Stone Sutherland Sutton Swan Tait Tate Thorne
    Todd Townsend Tucker Turnbull Tyler Vincent Wade Walters Walton Warner Warren Waters Waterson
    Weaver Webster Welch Welsh Wells Wilkins Wilkinson Willis Winter Woodward Wyatt Yates Rossi
    Russo Romano Costanzo Marino Greco Bruno Papadopoulos Pappas Kowalski Nowak Novak Horvat Petrov
    Ivanov Popov Yilmaz Haddad Khoury Mansour Nasr Abdullah Hassan Hossain Rahman Islam Chowdhury
    Malik Sheikh Iqbal Hashemi Ahmadi Karimi Kapoor Mehta Joshi Verma Reddy Rao Nair Menon Iyer
    Pillai Desai Sandhu Dhillon Sidhu Grewal Garcia Fernandez Rodriguez Gonzalez Lopez Perez Santos
    Reyes Cruz Bautista Ramos Mendoza Tanaka Suzuki Sato Takahashi Nakamura Muller Mueller Schmidt
    Schmitt Schneider Fischer Weber Wagner Becker Hoffmann Hofmann Jager Visser Bakker Vries Okafor
    Mensah Ndlovu Moyo Tekle Abebe Taufa Latu Fifita Tuilagi Ioane Parata Ngata Henare Choe Jung
    Jeong Kang Cho Yoon Jang Han Shin Seo Hong Cheng Cheung Chung Chang Zhao Sun Ma Hu Guo He Gao
    Luo Zheng Liang Xie Tang Deng Feng Cao Duong Dinh Lam Luong Mai Truong Trinh Ngo Ly Cheong Teo
    Teh Goh Koh Ong Yap Yeo
"""
_ENGLISH_HEADS = (
    "Al Alder Aller Ames Apple Ark Ash Ask Aspin Ather Aven Bag Bal Ban Bar Bark Barn Bas Bath "
    "Bax Beck Bed Bel Ben Bent Ber Bes Bev Bick Bid Bil Bin Birch Black Blan Bol Bon Bos Bot Bow "
    "Box Brack Brad Bram Bran Bray Bren Brent Brid Brig Brin Bris Brock Brom Brook Buck Bul Bun "
    "Bur Cal Cam Can Car Cas Caver Chad Chal Char Chat Ched Chel Chester Chil Chip Chol Clap Clay "
    "Cleve Clif Clin Cob Col Comp Con Cop Cor Cos Cot Cow Cran Craw Cres Crom Cros Cud Cul "
    "Dal Dan Dar Dart Daw Den Der Dew Dig Din Dod Dor Down Dray Dud Dun Dur Eag East Ec Ed El Elm "
    "Em Ever Ex Fair Fal Far Farn Fel Fen Fer Fil Fin Fleet Flem Fol Forth Fox Fram Ful Gad Gal "
    "Gar Gates Gil Glas God Gold Gor Gos Gran Gray Gren Grim Gros Gun Had Hal Ham Han Har Hard "
    "Has Hat Hather Haver Haw Hay Heath Hel Hem Hen Her Hes Hex High Hil Hin Hob Hol Home Hop Hor "
    "Hough How Hud Hul Hun Hur Hut Ib Ins Ips Kel Ken Ket Kid Kil Kim Kin Kir Kit Knap Lam Lan "
    "Lang Lat Law Leather Led Lem Len Lev Lid Lil Lin Lis Lit Lock Lod Lon Lough Lov Low Lud Lul "
    "Lyn Mal Man Mar Mart Mat May Mel Mend Mer Mex Mid Mil Min Mit Mol Mon Mor Mos Mul Mus Nail "
    "Nes Nether Nor North Nun Nut Oak Oat Oden Ol Or Os Otter Ox Pad Pal Pan Par Pat Peb Pem Pen "
    "Per Pet Pick Pil Pin Plum Pol Pop Por Pres Prid Pud Quar Quin Rad Ram Ran Rat Raven Ray Red "
    "Ren Rex Rich Rid Rip Rob Rock Rod Rol Rom Roth Row Rud Rug Run Rus Ruther Sal San Saw Sax "
    "Scar Sed Sel Sher Ship Shir Shrop Sid Sil Sim Skip Smed Snow Sol Som South Spar Spring Stad "
    "Stam Stan Stav Stil Stock Strat Sud Sun Swan Swin Syd Tad Tal Tam Tan Tar Tat Ted Ten Tet "
    "Thack Thorn Thur Til Tin Tiver Tod Tol Tor Tot Tren Trow Tur Twy Tyn Up Ux Ver Wad Wak Wal "
    "War Was Wat Way Web Wed Wel Wen West Wether Whar What Whit Wick Wid Wil Wim Win Wis Wol "
    "Wood Worm Wy Yar Yel Yox"
)
_ENGLISH_TAILS = (
    "bank beck berry borough bourne bridge brook burn bury by church cliffe combe cote cott croft "
    "dale den don feld field ford forth gate gill grave grove ham hampton hill holme hope house "
    "hurst ingham ings ington kin kins kinson land law lea leigh ley lock low man mead mere mont "
    "more nell ner ness over port ridge rick shaw side sley son stead sted ster stock ston stone "
    "stow thorne thorpe ton tree vale ville wall ward water way well wick win wood worth worthy "
    "wyn yard"
)
_ELSEWHERE = [
    *composed(
        "Mac Mc",
        "Alister Allan Ardle Aulay Bain Beath Bride Cabe Caffrey Callum Cann Cartney Clelland "
        "Clintock Cluskey Colm Conachie Conville Cormack Corquodale Crae Crea Creadie Culloch "
        "Cusker Dermott Diarmid Dougall Dowell Duff Elroy Elwee Evoy Ewan Fadden Farlane Fee "
        "Gahan Garry Geachie Gee Gill Gillivray Ginley Glashan Gonigle Govern Gowan Guigan "
        "Guinness Hardy Hugh Inerney Innes Ivor Kechnie Kee Kellar Kelvie Kinlay Kinnon Lachlan "
        "Laren Laughlin Leish Lennan Mahon Manus Menamin Murdo Murtrie Nab Nally Naughton Neice "
        "Nulty Phail Phee Quade Quarrie Queen Quillan Rae Shane Sorley Sweeney Taggart Tavish "
        "Vicar Vitie Whirter William",
    ),
    *composed(
        "O'",
        "Boyle Brennan Bryan Byrne Callaghan Carroll Connell Connor Dea Donnell Donoghue Donovan "
        "Dowd Driscoll Dwyer Farrell Flaherty Flynn Gorman Grady Hagan Halloran Hanlon Hara Hare "
        "Keefe Leary Loughlin Mahony Malley Mara Meara Neill Regan Reilly Riordan Rourke Shea "
        "Sullivan Toole",
    ),
    *composed(
        "Alex Anton Bogdan Boris Bor Dimitr Dragan Fedor Gavril Grigor Ilij Ivan Jovan Kiril "
        "Kovach Kuzm Lazar Luk Maksim Marin Mark Mihail Mil Mitr Niko Ostap Pavl Petr Radul Roman "
        "Sav Sergi Simon Stan Stef Stoyan Tod Vasil Vlad Zahar",
        "ov ova enko ovic ovich evski ovska escu eanu chuk iak in",
    ),
    *composed(
        "Alex Anagn Anast Andre Angel Anton Athan Christ Demetr Diam Eleft Georg Giann Hatzi "
        "Karag Karam Konst Kyriak Lamb Manol Mavr Mich Nicol Pan Papad Papan Pap Petr Sav Stam "
        "Stath Stav Theod Tsakal Vasil Zach",
        "opoulos oulis idis akis akos elis oglou atos ou",
    ),
    *composed(
        "Abb Albert Bald Barb Bart Ben Bell Bian Bon Bruni Cal Cap Carl Cast Cav Col Cor Dam "
        "Donat Fab Fal Ferr Fior Fran Gal Gent Giann Giord Grass Lomb Luc Manc Mar Mart Mazz Mon "
        "Mor Nap Orl Pagl Pal Pell Petr Pin Ric Ross Sant Serr Tass Valent Ver Vit Zan",
        "elli ello etti etto ini ino oni one ucci acci iano ieri",
    ),
    *composed(
        "Acker Alten Bach Baum Berg Blum Brand Breit Eich Eisen Engel Falken Feld Fink Gold "
        "Griese Gross Haus Heine Hirsch Holz Kauf Kirch Klein Kraft Land Lehr Linde Neu Ober "
        "Reichen Rosen Roth Sauer Schaff Silber Stein Stern Wald Wasser Weber Weiss Winter Zimmer",
        "mann berg stein bauer hofer meier meyer feld thal heim",
    ),
    *composed(
        "Ander Arne Arvid Bengt Berg Bjorn Carl Chris Dani Eng Erik Frederik Gunnar Gustav Hall "
        "Hen Jakob Johan Kar Lind Lund Mads Magnus Nord Ol Peder Rasmus Sand Soder Strand Sund "
        "Svend Thor Vester Wester Wik",
        "sen sson strom gren dahl berg qvist lund blad",
    ),
    *composed(
        "Anantha Arumu Bala Chandra Dharma Ganesha Guna Hari Jaya Kamala Karuna Krishna Kumara "
        "Lakshma Maha Muthu Naga Nara Padma Pala Pathma Prema Raja Rama Ratna Sada Santha Selva "
        "Senthil Shanmuga Siva Soma Subra Sundara Thiru Vel Venkata Vija Vimala Wickrama",
        "dasan ganathan gopal karan kumar lingam moorthy murthy nathan pillai rajah ratne samy "
        "sekara singhe sundaram swamy thilake tunga vel wardena weera",
    ),
    *composed(
        "Aki Ara Fuji Fuku Furu Hama Hara Hashi Haya Hira Hori Ichi Ino Ishi Iwa Kawa Kita Kuro "
        "Matsu Miya Mori Mura Naga Naka Nishi Oka Ono Shima Shimo Sugi Taka Take Tani Toku Uchi "
        "Ue Wata Yama Yoko Yoshi",
        "be da gawa guchi hara hashi hira kawa moto mura naga no oka saki shima shita suka ta "
        "tani uchi yama zaki",
    ),
    *composed(
        "Al- El-",
        "Abadi Amin Amiri Ansari Asadi Attar Bakri Dabbagh Farsi Ghazali Hakim Hamdan Hashimi "
        "Hassani Issa Jabbar Jamal Kaabi Khalil Khatib Mahdi Majid Masri Nasser Omari Qadi Rashid "
        "Rawi Saadi Sabbagh Saleh Sayed Shami Sharif Tamimi Tawil Yousef Zaidi Zein",
    ),
    *composed(
        "Ade Afo Ako Ayo Chi Chuk Eke Emen Eze Ife Iwu Ndu Nna Nwa Obi Odu Oge Oke Oko Olu Onye "
        "Ore Osa Oye Ugo",
        "bayo biora bode chi dele dike donu ebi femi gbe kanma kwe lade mide nna nobi ola rah "
        "sola tunde wale wuma",
    ),
]
_FREQUENT = _KNOWN.split()
_rare = Random(1)  # noqa: S311 (nothing secret)
_COMPOSED = [
    *composed(_ENGLISH_HEADS, _ENGLISH_TAILS),
    *_ELSEWHERE,
    *("-".join(_rare.sample(_FREQUENT, 2)) for _ in range(DOUBLE)),
]
_rare.shuffle(_COMPOSED)

SURNAMES = list(dict.fromkeys([*_FREQUENT, *_COMPOSED]))
