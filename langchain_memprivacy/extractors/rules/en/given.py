"""Given names of many countries: data for the rules on persons. In lower case, accents off."""

from __future__ import annotations

from .cue import word_set

GIVEN = word_set(
    """aaliyah aaron abbie abdel abdul abdulla abdullah abebe abena abigail abiodun abraham ada
    adaeze adam adebayo adel adela adele adelaide adeline aditi aditya adnan adriaan
    adrian adriana adrienne afia agata agatha agnes agnieszka ahmad ahmed aidan aiden
    aileen aine aino aisha aishwarya aisling ajay akash akiko akinyi akira akosua akua
    alain alan alana alasdair alastair albert alberto alejandra alejandro aleksander
    aleksandra aleksei alena alessandra alessandro alessio alex alexander alexandra
    alexandre alexei alexis alfonso alfred alfredo ali alice alicia alina alisha alison
    alistair allan allison alma aloysius alphonse alvaro alyssa amadou amaka amal amalia
    amanda amar amara amelia amelie amina aminata amir amira amit amita amrita amy anahera
    anand ananya anastasia anatoly anders andre andrea andreas andrei andres andrew
    andrzej andy aneta angela angelina angelo angus anil anirudh anita anja anjali anke
    ankit ankita ann anna annabel annabelle anne anneke anneliese annette annie annika
    annmarie anoushka ansel anselm anthony antje antoine antonia antonio antony anu
    anushka anya aoife apinya aparna apolonia archana archie aren ariana arianna ariel
    aristide arjun arlene arman armando arnaud arne arnold aroha artem arthur arturo arun
    aruna arvind asha ashish ashley ashok ashraf asif asmita astrid asuka athena attracta
    aubrey audrey august augusta augustin aurelia aurelie aurora avery avi aviva axel
    ayaan ayah ayako ayana ayanda ayesha aylin ayo ayodele azadeh aziz azra babajide
    baptiste barbara barney bart bartek bartosz basavaraj bashir basil bastian beata
    beatrice beatrix beatriz becca beckett becky behrouz belen belinda benedict benedikt
    benjamin bernadette bernard bernardo bernd bertha bertrand bertie bess betsy bettina
    betty beverley beverly bhavna bhavesh bheki bianca bikram bilal birgit birgitte bjarne
    bjorn blaise blanca blessing bogdan boitumelo bojan bongani bonnie boris bozena
    bradley brandon branko breda brenda brendan brenna brennan brett brian brianna bridget
    bridie brid brigid brigitte brittany brody bronagh bronte bronwyn bruce bruna bruno
    bryan bryony buhle byron caitlin caitriona caleb callum calvin camila camilla camille
    cameron candice caoimhe cara carina carl carla carlo carlos carmel carmen carol carole
    caroline carolyn carrie casey caspar cassandra cassidy catalina catarina caterina
    catherine cathal cathy catriona cecilia cecile cedric celeste celia celine cesar
    chandra chandni chanel chantal charlene charles charlie charlotte charmaine chaitali
    chaitanya cheryl chiamaka chiara chidi chidinma chijioke chinedu chinonso chinwe
    chioma chipo chloe chris christa christabel christel christiaan christina christine
    christoph christophe christopher christy chukwuemeka ciara cian cillian claire clara
    clare clarence clarissa claude claudette claudia claudio clemence clement clementine
    cleo clifford clint clive clodagh coby colette colin colleen colm concepta conall
    conchita conor connor conrad constance constantin consuelo cora coralie cordelia corey
    corinna corinne cormac cornelia cornelius corrie cosima courtney craig cristian
    cristiano cristina crispin curtis cynthia cyril cyrus dafydd dagmar dagny daisuke
    dalia dalton damian damien damola dana daniel daniela daniele danielle danilo danny
    daphne daragh daria dario darius darlene darragh darrell darren darryl darshan dave
    david davide dawid dawit deanna debbie deborah debra declan deepa deepak deepika
    deepti deidre deirdre delia delilah delphine delroy demetrius demi denis denise dennis
    denys denzel derek dermot derrick deshawn desiree desmond devan devanand devansh
    devika devlin devon dewi dexter dhanush dhruv diana diane dianne didier diego dieter
    dietrich dilip dimitra dimitri dimitrios dina dinesh dinah dipak divya djamila dmitri
    dmitry dolores dominic dominik dominika dominique donal donald donna donovan dora
    doreen dorian doris dorota dorothea dorothy dougal doug douglas duc duncan dunja dusan
    dustin dwayne dylan eamon eamonn ebony ebru eddie edgar edith edmund edna edoardo
    eduard eduardo edward edwin edyta efe efua egon eileen eilidh eilis eimear einar eirik
    eithne ekaterina ekow elaine eleanor elena eleni elias elif elijah elina elinor eliot
    elisa elisabeth elise eliza elizabeth elke ella ellen ellie elliot elliott elodie
    eloise elsa elspeth elsie elton elvira emeka emer emil emile emilia emiliano emilio
    emily emine emma emmanuel emmeline emmett emre enda enid enrico enrique eoghan eoin
    eric erica erich erick erik erika erin ernest ernesto ernst errol erwan erwin esa esi
    esme esmeralda esperanza esteban estelle esther ethan ethel etienne eugene eugenia
    eunice eva evan evander evangeline evelyn evgeny ewa ewan eyal ezekiel ezra fabian
    fabien fabio fabiola fabrice fadi faisal faizal farah farhan farid farida fariha
    farrah farzana fatema fatima fatimah fatma fatou fatoumata faye federica federico
    felicia felicity felipe felix fenella feng fergal fergus fern fernanda fernando
    fidelma filip filippo filomena finbarr fintan finlay finley finn finnian fiona
    fionnuala fleur flora florence florian folake foluke frances francesca francesco
    francine francis francisco franco francois francoise franek franklin franz franziska
    fraser fred freddie freddy frederic frederick frederik fredrik freya frida frieda
    friedrich fritz fumiko funmi gabriel gabriela gabriella gabrielle gael gaia gareth
    garfield garrett garth gary gaspard gaston gauri gavin gayle geeta gemma genevieve
    geoff geoffrey georg george georgina georgios gerald geraldine gerard gerda gerhard
    germaine gerry gertrude giacomo gianluca gianna gideon gilbert gilberto giles gillian
    gina ginevra gino giorgia giorgio giovanna giovanni gisela giselle gita giulia
    giuliano giulio giuseppe gladys glenda glenn gloria gonzalo gopal gordon gosia
    gottfried govind graciela graeme graham grainne greg gregor gregory greta gretchen
    griet grigori grzegorz guadalupe gudrun guido guillaume guillermo gunnar gunther
    gurpreet gustav gustavo gwen gwendolyn gwyneth habib habiba hadiza hafsa haider hakan
    hakim haley halima hamid hamish hamza hana hania hannah hanna hannelore hans hansel
    hardeep hari haris harish harjit harold harpreet harriet harrison haruka haruki haruto
    harvey hasan hassan heidi heike hector hedwig helen helena helene helga hendrik henk
    henri henrietta henrik henrique henry herbert herman hermann hermione hetty hideo
    hilary hilda hildegard hina hiro hiroko hiroshi hisham hollie honora horace horst
    hortense howard hubert huda hugh hugo humphrey hussein hyacinth hyun iain ian ianthe
    ibrahim ibironke ida idris ifeanyi ifeoma ignacio ignatius igor ijeoma ikechukwu ikram
    ilaria ildiko ilse iman imani imelda imogen imran ina ines ingeborg inga ingrid inigo
    ioana ioannis iona irena irene irfan irina irma irwin isa isaac isabel isabella
    isabelle isadora isaiah isak ishaan ishani ishita isidro isla ismael ismail isobel
    istvan itumeleng itziar ivan ivana ivo iwona izabela jaakko jaap jacek jacinda jacinta
    jackie jaclyn jacob jacqueline jacques jadwiga jagdish jaime jakob jakub jamal james
    jamie jamila jan-willem janelle janet janice janine janusz jared jarek jaroslav jasmin
    jasmine jason jasper jatin javier jaya jayden jayesh jean-luc jean-pierre jeanette
    jeanine jeanne jeanie jed jedidiah jeff jeffrey jelena jemima jemma jen jenna jennie
    jennifer jenny jens jerome jeremiah jeremy jerry jess jesse jessica jessie jethro
    jiang jill jillian jim jimena jin-ho jiri jitendra joachim joan joana joanna joanne
    joaquin jocelyn jodie joe joel johan johann johanna johannes john johnathan johnny
    jolanta jolene jon jonah jonas jonathan joost jorge jorgen joris jose josef josefina
    joseph josephine joshua josiah josie joyce juan juan-carlos juana juanita judith judit
    juhani jules julia julian juliana julianne julie julien juliet juliette julio julius
    jun-carlo justin justina justine justyna jyoti kabir kacper kadiatou kaitlyn kaja
    kalinda kamal kamala kamil kamila kanika karan karen karim karima karin karina karl
    karla karolina karoline kartik karthik kasia kaspar kate katarina katarzyna kateryna
    katharina katherine kathleen kathryn kathy katia katie katja katrin katrina katsumi
    kavita kavitha kavya kaya kayla kayleigh kazuki kazuo kedar keira keisha keith kelechi
    kelly kelsey kelvin kemi kendall kendra kenji kenneth kenny kenta keoni kerry kevin
    keziah kgomotso khadija khadijah khalid khaled khanh kiara kiera kieran kilian
    kimberley kimberly kimiko kiran kirill kirsten kirsty kirstin kishore kitty klara
    klaus klaas kofi kojo konrad konstantin kosta krishna krishnan kristen kristian
    kristin kristina kristof kristoffer krystyna krzysztof kuba kunal kunle kurt kwabena
    kwame kwasi kwesi kyle kylie lachlan ladislav laila lakshmi lamar lamont lana lara
    larissa lars laszlo latisha latoya laura lauren laurence laurent laurie lavinia
    lawrence layla lea leah leander leandro leanne leela leena leif leila leilani leith
    lekan len lena lennart leo leon leona leonard leonardo leonie leonora leopold leroy
    lerato leslie lesley leszek leticia letitia levi lewis li-wei liam liana liesbeth
    liesl lila lilian liliana lillian lilith lina linda lindiwe lindsay lindsey linnea
    linus lionel lisa lisbeth lise liselotte liv livia liz liza lizzie lloyd logan lois
    lola lon lorcan lorena lorenz lorenzo loretta lorna lorraine lotte lottie lou louis
    louisa louise lourdes luan luc luca lucas lucia lucian luciana lucie lucille lucinda
    lucy ludmila ludovic ludwig luigi luis luisa lukas lukasz luke luna luther luz lydia
    lyle lynda lynette lynn lynne maarten mabel maciej mackenzie maddie maddy madeleine
    madeline madhav madhu madhuri mads mae maeve magda magdalena maggie magnus mahendra
    mahesh mahmoud mahsa maia mairead maisie maja majella makana makoto malachy malcolm
    malgorzata malik malika mallory malte mamadou mandla mandy manfred manish manisha
    manjit manoj manon mansi mansur manuel manuela mara marc marcel marcela marcella
    marcelo marcia marcin marco marcos marcus marek marfa margaret margarita margaux
    margery margit margot margrit marguerite maria mariam mariama marian mariana marianne
    marie marieke mariel marietta marija marijke marika marilyn marina mario marion marisa
    marisol marit marius marjorie markus marlena marlene marlon marta martha marten martin
    martina martine marty marvin marwa mary maryam maryann masako masha massimo mateo
    mateus mateusz mathew mathias mathieu mathilde matias matilda matteo matthew matthias
    matthieu mattias maud maude maura maureen maurice mauricio maurizio mauro maxim maxime
    maximilian maximo maxine maya mayur mbali medha meera megan meghan mehdi mehmet mei
    mei-ling mei-lin melanie melina melinda melissa melvin meredith merete merle mervyn
    micah michael michaela michal michel michele michelle michiko mick miguel mihai mika
    mikael mike mikhail mikkel mila milan milena milica millicent millie milo milos mimi
    mina minh minna mira miranda mireille mireia miriam miroslav mischa misha mitchell
    mitsuko moana modupe mohamed mohammad mohammed mohan mohit moira moises mollie molly
    mona monica monika monique montserrat morag moritz morten morwenna moses moshe mthunzi
    muhammad mukesh muriel musa mustafa myfanwy mykola myra myriam myrtle nabil nada nadia
    nadim nadine nadja naledi nam-ki nancy nandini nandita naoko naomi narayan nareen
    narendra nasser nasim nasreen natalia natalie nataliya nataly natasha nate nathalie
    nathan nathaniel naveen navneet nawal neal neha neil nell nellie nelly nelson nerys
    neville ngaire ngoc ngozi nguyet niall niamh nia nicholas nicky nico nicola nicolas
    nicole nicoletta niels nigel nihal nikhil nikita nikki niklas nikola nikolai nikolaos
    nikos nila nils nimisha nina nirmala nisha nishant nita nitin nivesh niyati noah noel
    noelle noemi nokuthula nomsa nomvula nonhlanhla noor nora norbert noreen norma norman
    nosipho ntombi nuala nuno nuria nwando nyambura obinna octavia octavio odalys odette
    odhran ofelia oisin oksana olaf olanrewaju ole oleg oleksandr olena olga olivia oliver
    olivier olu oluwaseun omar omari omolara ondrej oona orla orlaith orlando oscar oskar
    osvaldo oswald otieno otto ottilie owain owen pablo paddy padma padraic padraig
    padraigin paige pallavi paloma pamela pankaj paola paolo parisa parth parvati parveen
    pascal pascale patricia patricio patrick patrizia patryk patsy patti paul paula
    paulette paulina pauline paulo pavel pavla pawel pedro peggy penelope pernille percy
    perla peta peter petra petros phil philip philipp philippa philippe phillip philomena
    phoebe phyllis pia pierre pierrick pieter pietro pilar piotr pippa piyush pooja
    prabhakar pradeep prakash pranav prasad prashant pratik praveen preeti priscilla priti
    priya priyanka prudence przemek puja puneet purnima qasim quentin quincy rachael
    rachel rachid radek radhika radoslav rafael rafal raffaele raghav raghu rahim rahul
    raisa raj raja rajan rajeev rajesh rajiv rakesh ralph rama ramesh ramiro ramon ramona
    ramya rana randa randall randolph randy rani ranjit raphael raquel rashid rashida
    rasmus raul ravi ravindra raymond rebecca rebekah reena regan regina reginald reinhard
    reinhold rekha remy renata renate rene renee reshma reuben reynaldo rhea rhian
    rhiannon rhoda rhona rhonda rhys riaz ricardo riccardo richard richie rick ricky rieko
    rina rishi rita ritu riya rivka roald robbie robert roberta roberto robyn rocio
    roderick rodney rodolfo rodrigo roger rohan rohit roisin roland rolf romain romana
    romy ron ronald ronan ronja ronnie rory rosa rosalia rosalind rosamund rosanna
    roseanne rosemarie rosie ross roswitha rowan rowena roxana roxanne royston ruairi
    ruben rudi rudolf rufus rukhsana rupert russell ruta ruth rutger ryan saanvi sabine
    sabrina sachin sadhbh sadie saeed safiya sagar sahil said saida saif saira sakshi
    salim sally salma salman salome salvador salvatore sam samantha samara sameer samir
    samira samuel sandeep sander sandra sandro sandy sangeeta sanjay sanjeev sanna
    santiago saoirse sara sarah saraswati sasha saskia satish satoshi saul saurabh
    scarlett scott sean seamus sebastian sebastien seema selin selma senan sergei sergey
    sergio seth severin shabnam shahid shaheen shaima shalini shamim shanaya shane shanice
    shannon shanthi shanti sharmila sharon shaun shauna shawn sheela sheena sheila shelagh
    sherry shilpa shin shinji shira shireen shirley shiv shivani shona shreya shrikant
    shruti shu-fen shubham shweta sibusiso sidney siegfried sigrid silas silje silke
    silvana silvia simeon simon simona simone sina sinead siobhan siphiwe sipho sita
    sithembile slavica slawomir sneha snezana sofia sofie sohail solange solene solomon
    solveig somchai sonal sondre sonia sonja sophia sophie soren soumya srinivas stacey
    stacy stan stanislav stanislaw stefan stefania stefanie stefano steffen stella stellan
    steph stephan stephane stephanie stephen steve steven stewart stuart subramaniam suda
    sudha suhail sujata sukhdeep sukumar suman sumit sunil sunita suresh surya susan
    susana susanna susanne susie svein sven svetlana swati syed sybil sylvester sylvia
    sylvie tabitha tadeusz tadhg tahir takashi takeshi takumi tama tamar tamara tamas
    tamika tamsin tania tanika tanisha tanja tanvi tanya tara tariq tarun tatiana tatjana
    tatum tawanda tendai teodor teresa teresita terrence terri terence tess tessa thabo
    thandeka thandi thandiwe thea thelma themba theo theodor theodora theodore theresa
    therese thiago thibault thierry thi thokozani thomas thorsten thulani tiago tiffany
    tilda tilly tim timo timothy timothee tina tineke tinashe tobias toby todd tolu tom
    tomas tomasz tommaso tommy tomoko toni tonya torben tove tracey tracy travis trevor
    trieu trisha tristan troy trudy tshepo tuan tuomas tuva tyrone uche uchenna udo ulrich
    ulrike ulla uma umar umesh ursula urszula usha usman ute uwe vadim valentin valentina
    valentino valeria valerie valeriy vanessa vani varsha varun vasco vasile vasiliki vera
    verena vernon veronica veronika veronique vesna vicente vicki vicky victor viggo vijay
    vikas vikram viktor viktoria vimala vinay vincent vincenzo vineet vinod vincenza viola
    viraj vishal vishnu vitaly vito vivek vivian viviane vivienne vladimir volker
    volodymyr vusi vuyo wafa waleed walid walter wanda wangari wanjiku warren wayne
    weronika wesley whitney wilbur wilfred wilhelm wilhelmina willem william wilma
    winifred winnie winston wiremu wojciech wolfgang wyatt xander xavier ximena xiomara
    yael yana yann yannick yaroslav yasmin yasmine yash yasmina yelena yemi yetunde
    yewande yogesh yolanda yolande yonatan yosef youssef yuki yuko yulia yuri yusuf yuval
    yves yvette yvonne zachary zahra zainab zanele zara zeinab zelda zena zenon zhanna
    zinhle zoe zofia zola zoltan zsofia zuzana zuzanna zygmunt pat ben dan ted fran bea
    max rob kim eve sue ray lee ned gus meg deb jo tash gaz baz kaz shaz siew jaswinder
    manpreet venkat venkatesh srini murali ganesh gopi sundar senthil selvi kumar balaji
    anbu muthu rajkumar ramanathan natarajan subbu lata savita sarita geetha vidya"""
)
"""Given names that are hardly ever anything else when they begin with a capital."""

ALSO_WORDS = word_set(
    """will mark hope rose grace faith joy dawn summer autumn may june april grant dale frank
    jack bill art rich chase charity mercy patience prudence hunter mason carter cooper
    taylor jordan chelsea georgia victoria virginia carolina madison austin dallas sydney
    paris florence ruby pearl amber iris ivy lily daisy violet olive holly heather crystal
    jade melody harmony destiny angel dean earl duke guy max penny drew gene rob ray sandy
    robin wren jay mia candy ginger honey cherry sky star river rowan sage basil glen ross
    clay cliff heath dolly jimmy nick miles page ward reed bud chip dot bob matt mat harry
    jean kit norm pip red rusty skip sonny tony van wade amal iman milan vienna brooklyn
    savannah cheyenne phoenix kenya india asia lourdes mercedes alexa siri bianca roman
    noor august augusta aurora luna stella nova delta echo chandra surya krishna ganesh
    shiv vishnu lakshmi sita rama pat sue ali kim lee sun ming jin said hans leo libra
    cleo isa una asha major pooja puja diego tiffany dior chanel jasmine clementine kelly
    scarlett poppy willow linda juan luis santiago salvador san israel isaac lincoln
    jackson troy atlas angus elsa shannon kerry clare tara tyrone devon lorraine adelaide
    alma ada ariel marina orlando melbourne nancy pedro wolfgang mars odin thor carol
    jerry tom mick vito marian jules bertha kelvin fern fleur flora morgan len lou liv lon
    son shin thi suman ole kurt bart bonnie chris wesley magnolia cora winnie blessing
    raja rana rani nita dina nada flor viola"""
)
"""Those that are also words, places, gods or things: they need more than a capital."""

FAMOUS = word_set(
    """einstein shakespeare mozart beethoven bach tolstoy dostoevsky chekhov kafka goethe
    hemingway orwell huxley austen dickens bronte brontë woolf joyce rooney rowling
    tolkien king's atwood murakami ishiguro rushdie márquez garcía-márquez borges neruda
    coelho swift sheeran beyoncé eilish lamar bowie dylan lennon mccartney jagger cobain
    mercury presley hendrix cohen winehouse adele cave kahlo picasso monet warhol gogh
    rembrandt vermeer banksy spielberg tarantino nolan scorsese kubrick hitchcock miyazaki
    gerwig dicaprio pitt clooney hanks streep roberts deniro pacino cruise depp portman
    johansson hepburn monroe chaplin obama trump biden clinton bush reagan kennedy lincoln
    washington roosevelt churchill thatcher blair sunak starmer merkel macron putin
    zelensky modi gandhi nehru mandela mbeki zuma ramaphosa ardern trudeau higgins lula xi
    mao lenin stalin hitler marx engels freud jung nietzsche kant hegel plato aristotle
    socrates descartes darwin newton galilei curie hawking turing tesla edison musk bezos
    gates jobs zuckerberg buffett altman nadella pichai ronaldo messi mbappé haaland
    federer nadal djokovic kohli tendulkar dhoni bolt phelps hamilton verstappen senna
    bryant curry woods osaka biles beckham rapinoe attenborough ramsay ottolenghi bourdain
    winfrey fallon colbert rogan fridman huberman kondo covey carnegie potter granger
    weasley dumbledore snape voldemort baggins skywalker solo kenobi vader holmes watson
    poirot marple bond bennet darcy eyre earnshaw heathcliff copperfield twist scrooge
    finch gatsby caulfield soprano draper pinkman stark lannister targaryen simpson
    griffin flanders kardashian jenner bieber gomez grande spears timberlake mendes styles
    horan rihanna minaj kanye didion plath dickinson whitman poe twain melville hawthorne
    fitzgerald faulkner steinbeck salinger morrison angelou achebe adichie soyinka ngugi
    coetzee gordimer knausgård nesbo mankell larsson christie sayers doyle chandler
    hammett grisham patterson connelly asimov clarke bradbury gaiman pratchett le-guin
    jemisin sanderson tarkovsky bergman fellini kurosawa almodóvar parton springsteen
    prine heaney yeats beckett wilde binchy bachchan kapoor rahman mangeshkar tagore warne
    bradman lasseter hinton shelley cruyff keegan eliot lagerfeld dion ramsey depardieu
    aniston winslet blanchett kidman jackman hemsworth gibson crowe watts roberts bullock
    stallone schwarzenegger eastwood newman brando bogart bergman garbo dietrich chopin
    liszt verdi puccini wagner vivaldi handel haydn schubert brahms mahler stravinsky
    debussy ravel tchaikovsky rachmaninoff armstrong ellington coltrane fitzgerald holiday
    simone franklin-aretha houston carey sinatra cobain vedder yorke gallagher bono
    collins-phil joel-billy springsteen petty nicks mitchell-joni baez simon-paul
    garfunkel modigliani matisse klimt hopper-edward rothko pollock rivera munch cézanne
    gauguin renoir degas manet chagall magritte dalí columbus magellan shackleton
    scott-robert hillary earhart lindbergh gagarin aldrin napoleon bonaparte cromwell
    tudor boleyn windsor markle middleton spencer-diana onassis kissinger nixon truman
    eisenhower rosling dawkins sagan pinker harari gladwell attia sinek brown-brene oprah
    ellen-degeneres letterman leno stewart-jon meloni orbán erdoğan netanyahu lecun bengio
    knuth torvalds stallman hopper lovelace aurelius seneca"""
)
"""Family names of public figures and characters; in their company a given name is no friend's."""
